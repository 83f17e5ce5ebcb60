def generate(seed: int) -> list:
    return [[1000000], 1]
