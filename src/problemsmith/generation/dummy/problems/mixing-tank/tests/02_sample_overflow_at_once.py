def generate(seed: int) -> list:
    return [2.0, [[5.0, 10.0], [2.0, 50.0]]]
