import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    pours = [[round(rng.uniform(0.5, 9), 2), round(rng.uniform(0, 100), 1)] for _ in range(40)]
    return [400.0, pours]
