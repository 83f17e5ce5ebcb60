def generate(seed: int) -> list:
    return [[10**9, -(10**9), 10**9 - 1, -(10**9) + 1, 0, -(10**9)], 2 * 10**9 - 1]
