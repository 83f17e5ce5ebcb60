def generate(seed: int) -> list:
    return [[False, False, False, False, True]]
