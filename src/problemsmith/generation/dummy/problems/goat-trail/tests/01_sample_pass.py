def generate(seed: int) -> list:
    return [[[1, 9, 4], [2, 6, 8], [3, 7, 7]]]
