def generate(seed: int) -> list:
    return [[*range(0, -60, -2), *range(-58, -40)], 9]
