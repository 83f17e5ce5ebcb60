def generate(seed: int) -> list:
    return [[500 * wagon for wagon in range(1, 2001)], 2000]
