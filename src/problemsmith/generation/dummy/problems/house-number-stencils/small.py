import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    top = rng.choice([9, 30, 120, 1100])
    first = rng.randint(1, top)
    last = rng.choice([first, first + 1, rng.randint(first, top), rng.randint(first, 2 * top)])
    return [first, last, rng.choice([0, 0, 1, 9, rng.randint(0, 9)])]
