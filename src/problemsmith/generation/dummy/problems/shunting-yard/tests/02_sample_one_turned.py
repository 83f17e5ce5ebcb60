def generate(seed: int) -> list:
    return [[3, 5, 8, 2, 4, 4, 9], 3]
