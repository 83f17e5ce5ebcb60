def generate(seed: int) -> list:
    return [[], 0]
