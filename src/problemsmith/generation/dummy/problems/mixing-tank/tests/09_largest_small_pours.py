import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    pours = [[round(rng.uniform(0.01, 3), 2), round(rng.uniform(0, 100), 2)] for _ in range(1000)]
    return [1000.0, pours]
