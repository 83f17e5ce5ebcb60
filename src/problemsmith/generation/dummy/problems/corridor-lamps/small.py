import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    return [[rng.random() < 0.5 for _ in range(rng.randint(1, 8))]]
