import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    first = rng.randint(10**12, 10**17)
    # A digit that the numbers of this side never end in.
    digit = 2 * rng.randint(1, 4) + 1 - first % 2
    return [first, rng.randint(2 * 10**17, 10**18), digit]
