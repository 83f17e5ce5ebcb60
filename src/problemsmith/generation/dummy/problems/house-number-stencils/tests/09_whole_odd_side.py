def generate(seed: int) -> list:
    return [1, 10**18, 9]
