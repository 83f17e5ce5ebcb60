def generate(seed: int) -> list:
    return [[1000] * 60, 60000, 60000]
