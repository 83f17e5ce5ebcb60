def generate(seed: int) -> list:
    # What buttons 1, 4 and 5 leave in a dark corridor.
    return [[True, True, True, True, False, False]]
