def generate(seed: int) -> list:
    return ["end of line ^"]
