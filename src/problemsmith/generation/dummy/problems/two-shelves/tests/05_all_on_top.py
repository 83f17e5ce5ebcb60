def generate(seed: int) -> list:
    return [[9, 1, 5, 7], 22, 0]
