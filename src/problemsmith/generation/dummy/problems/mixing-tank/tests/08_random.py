import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    pours = [[round(rng.uniform(0.1, 12), 2), round(rng.uniform(0, 100), 1)] for _ in range(60)]
    return [25.5, pours]
