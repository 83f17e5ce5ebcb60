def generate(seed: int) -> list:
    return [0.5, [[0.01, 99.9]]]
