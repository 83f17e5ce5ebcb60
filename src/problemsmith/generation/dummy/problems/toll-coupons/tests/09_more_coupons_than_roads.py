def generate(seed: int) -> list:
    return [4, [[0, 1, 6], [1, 2, 11], [2, 3, 14], [0, 2, 19], [1, 3, 27]], 8]
