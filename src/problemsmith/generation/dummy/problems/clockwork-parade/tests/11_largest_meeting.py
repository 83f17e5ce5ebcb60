import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    meeting = rng.randint(10**200, 10**201)
    figures = []
    for _ in range(40):
        period = rng.randint(9 * 10**17, 10**18)
        figures.append([meeting % period, period])
    return [figures]
