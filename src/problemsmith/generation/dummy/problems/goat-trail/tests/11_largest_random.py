import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    return [[[rng.randint(0, 10**6) for _ in range(100)] for _ in range(100)]]
