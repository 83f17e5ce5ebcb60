def generate(seed: int) -> list:
    return [[[0, 15], [5, 20], [5, 21], [12, 28]]]
