def generate(seed: int) -> list:
    return [10**18, 10**18, 1]
