def generate(seed: int) -> list:
    return [5, [[0, 1, 1], [1, 2, 3], [2, 3, 1], [3, 4, 5], [0, 4, 12]], 3]
