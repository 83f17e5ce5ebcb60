def generate(seed: int) -> list:
    return [2, 9997, 7]
