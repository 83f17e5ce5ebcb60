def generate(seed: int) -> list:
    return [[[]], 1]
