import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    readings = []
    while len(readings) < 2000:
        readings += [None] * rng.choice([0, 0, 1, 2, 5, 30])
        readings += [round(rng.uniform(-1000, 1000), 2)]
    return [readings[:2000]]
