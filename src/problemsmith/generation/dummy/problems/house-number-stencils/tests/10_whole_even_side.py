def generate(seed: int) -> list:
    return [2, 10**18, 0]
