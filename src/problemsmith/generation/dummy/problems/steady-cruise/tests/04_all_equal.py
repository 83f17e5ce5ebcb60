def generate(seed: int) -> list:
    return [[-7] * 20, 0]
