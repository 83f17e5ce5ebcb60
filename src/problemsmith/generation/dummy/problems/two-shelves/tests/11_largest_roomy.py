def generate(seed: int) -> list:
    return [[*[1000] * 59, 1], 60000, 60000]
