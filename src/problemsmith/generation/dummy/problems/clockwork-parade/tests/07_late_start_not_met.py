def generate(seed: int) -> list:
    return [[[1, 6], [3, 8], [101, 10]]]
