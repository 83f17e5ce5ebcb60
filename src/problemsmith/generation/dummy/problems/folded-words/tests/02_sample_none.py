def generate(seed: int) -> list:
    return [["x", "xy", "yx"]]
