def generate(seed: int) -> list:
    return [4, [[0, 1, 10], [1, 3, 10], [0, 2, 1], [2, 3, 17]], 1]
