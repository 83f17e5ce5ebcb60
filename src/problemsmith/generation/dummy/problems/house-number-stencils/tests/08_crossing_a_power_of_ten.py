def generate(seed: int) -> list:
    return [99_951, 100_130, 9]
