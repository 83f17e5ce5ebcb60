def generate(seed: int) -> list:
    return [[5, -3, 4, None, 2], 1]
