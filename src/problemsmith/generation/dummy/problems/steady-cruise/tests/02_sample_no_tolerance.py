def generate(seed: int) -> list:
    return [[10, 20, 30], 0]
