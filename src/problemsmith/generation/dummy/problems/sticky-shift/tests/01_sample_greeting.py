def generate(seed: int) -> list:
    return ["^hi ^bob<"]
