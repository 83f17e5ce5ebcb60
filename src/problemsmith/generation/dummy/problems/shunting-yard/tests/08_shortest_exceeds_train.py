def generate(seed: int) -> list:
    return [[1, 2, 3, 4, 5, 3, 4], 2000]
