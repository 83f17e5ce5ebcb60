def generate(seed: int) -> list:
    return [[10, -4, 6, 9, 1], 5]
