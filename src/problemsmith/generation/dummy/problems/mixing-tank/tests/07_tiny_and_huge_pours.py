def generate(seed: int) -> list:
    pours = [[0.01, 0.0] if turn % 2 else [1000.0, 100.0] for turn in range(12)]
    return [0.5, [*pours, [0.01, 50.0], [0.5, 3.25], [0.01, 77.0]]]
