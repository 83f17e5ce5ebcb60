def generate(seed: int) -> list:
    return [[-1000000000], 0]
