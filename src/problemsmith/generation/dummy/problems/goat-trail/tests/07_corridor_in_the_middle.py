import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    heights = [[rng.randint(500, 1000) for _ in range(30)] for _ in range(12)]
    row = 6
    for column in range(30):
        heights[row][column] = 400 + (column % 7) * 3 - (column % 5)
        row = min(9, max(2, row + rng.choice([-1, 0, 1])))
    return [heights]
