def generate(seed: int) -> list:
    return [70707, 70707, 7]
