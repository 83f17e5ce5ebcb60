import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    return [[rng.randint(-(10**9), 10**9) for _ in range(1000)], 2 * 10**9]
