def generate(seed: int) -> list:
    return [
        [12.5, None, -2.0, None, None, None, -30.25, None, None, 0.0, None, None, None, None, 1.0]
    ]
