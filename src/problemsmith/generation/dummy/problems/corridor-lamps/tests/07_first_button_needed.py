def generate(seed: int) -> list:
    # What buttons 0, 2, 3 and 6 leave in a dark corridor.
    return [[True, False, False, False, True, True, True]]
