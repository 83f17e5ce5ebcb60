def generate(seed: int) -> list:
    return [[[7, 1], [0, 1], [19, 1], [3, 1]]]
