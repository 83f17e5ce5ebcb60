def generate(seed: int) -> list:
    return [[4, 3, 2, -900, -5, None, -800, 700, None, 6, -7], 2]
