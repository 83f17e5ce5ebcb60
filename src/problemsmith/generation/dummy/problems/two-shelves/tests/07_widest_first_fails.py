def generate(seed: int) -> list:
    return [[3, 5, 2, 4, 3, 3], 10, 10]
