def generate(seed: int) -> list:
    return [[1, 2, 3], 7]
