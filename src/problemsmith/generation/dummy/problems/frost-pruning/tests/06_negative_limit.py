def generate(seed: int) -> list:
    return [[-2, -5, -1, 3, -6, None, -4, -1, None, 2], -5]
