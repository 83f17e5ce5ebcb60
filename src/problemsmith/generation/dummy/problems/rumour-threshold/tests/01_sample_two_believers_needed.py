def generate(seed: int) -> list:
    return [[[1, 2], [0, 2], [0, 1, 3], [2]], [0, 1], 2]
