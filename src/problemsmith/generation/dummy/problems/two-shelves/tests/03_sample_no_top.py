def generate(seed: int) -> list:
    return [[2, 3], 0, 5]
