def generate(seed: int) -> list:
    return [10.0, [[4.0, 20.0], [4.0, 40.0], [8.0, 90.0]]]
