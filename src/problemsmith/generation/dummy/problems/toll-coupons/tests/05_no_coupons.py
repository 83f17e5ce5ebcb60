def generate(seed: int) -> list:
    return [5, [[4, 3, 2], [3, 2, 2], [2, 0, 3], [0, 4, 9], [1, 4, 1], [0, 1, 7]], 0]
