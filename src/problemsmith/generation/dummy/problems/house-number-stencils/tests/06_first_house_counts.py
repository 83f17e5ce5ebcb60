def generate(seed: int) -> list:
    return [44444, 61234, 4]
