import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    return [[[rng.randint(0, 1000), rng.randint(1001, 2000)] for _ in range(100)]]
