def generate(seed: int) -> list:
    return [8.0, [[3.0, 15.0], [5.0, 65.0], [8.0, 25.0], [2.0, 100.0]]]
