def generate(seed: int) -> list:
    return [[1.0, None, None, 4.0]]
