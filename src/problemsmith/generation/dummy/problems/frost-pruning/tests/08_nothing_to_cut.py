def generate(seed: int) -> list:
    return [[1000, 999, 1, -900, 5, 2, None, 901], 1]
