def generate(seed: int) -> list:
    # Stepping from the bottom row to the top one would cost 2; along the top row it costs 40.
    walls = [[0, 95 + row, 99 + row, 140 + row] for row in range(4)]
    return [[[0, 40, 12, 10], *walls, [10, 11, 60, 70]]]
