def generate(seed: int) -> list:
    return [[None, 5.0, None, 0.0, None]]
