def generate(seed: int) -> list:
    return [[6, 6, 6, 7, 7, 8, 8, 8, 9, 10, 10], 2]
