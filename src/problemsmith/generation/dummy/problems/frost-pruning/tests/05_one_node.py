def generate(seed: int) -> list:
    return [[-1000], -1000]
