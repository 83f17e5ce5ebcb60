def generate(seed: int) -> list:
    return [[4, 3, 3, 2], 6, 6]
