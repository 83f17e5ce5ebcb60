def generate(seed: int) -> list:
    return [[[10**6 * (column % 2) for column in range(100)] for _ in range(100)]]
