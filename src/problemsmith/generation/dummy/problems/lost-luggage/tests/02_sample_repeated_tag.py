def generate(seed: int) -> list:
    return [[["x", "x"], ["x", "y"], []], 2]
