def generate(seed: int) -> list:
    return [[[7] * 6 for _ in range(4)]]
