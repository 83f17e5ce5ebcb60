def generate(seed: int) -> list:
    return [[4, 5, 4, 5, 90, 5, 4, 6, 7, 5, 4, 3, 2, 5, 5, 8, 4], 3]
