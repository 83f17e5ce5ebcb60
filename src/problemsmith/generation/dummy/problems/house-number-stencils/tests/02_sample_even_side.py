def generate(seed: int) -> list:
    return [8, 21, 0]
