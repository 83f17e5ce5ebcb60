def generate(seed: int) -> list:
    return [[0.0, -1000.0, 1000.0, 0.25, 0.25]]
