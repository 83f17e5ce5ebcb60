def generate(seed: int) -> list:
    return [[[1, 2], [2, 0], [0, 1]], [2, 0, 1], 3]
