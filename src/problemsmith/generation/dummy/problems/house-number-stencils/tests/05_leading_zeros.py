def generate(seed: int) -> list:
    return [2, 2030, 0]
