def generate(seed: int) -> list:
    return [3, [[0, 1, 5]], 8]
