import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    top = rng.choice([2, 4, 10])
    return [[rng.randint(1, top) for _ in range(rng.randint(0, 7))], rng.randint(1, 4)]
