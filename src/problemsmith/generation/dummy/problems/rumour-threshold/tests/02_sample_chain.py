def generate(seed: int) -> list:
    return [[[1], [0, 2], [1], []], [0], 1]
