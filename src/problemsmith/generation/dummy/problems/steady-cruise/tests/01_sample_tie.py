def generate(seed: int) -> list:
    return [[-4, -6, -5, -9, -8, -7], 2]
