import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    first = rng.randint(10**17, 9 * 10**17)
    return [first, first + rng.randint(1000, 2000), rng.randint(0, 9)]
