def generate(seed: int) -> list:
    return [[5, 5, 5], 7, 9]
