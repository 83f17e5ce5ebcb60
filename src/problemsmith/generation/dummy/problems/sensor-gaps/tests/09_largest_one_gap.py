def generate(seed: int) -> list:
    return [[-1000.0, *[None] * 1998, 999.0]]
