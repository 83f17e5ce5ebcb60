import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    top_period = rng.choice([2, 6, 12])
    top_first = rng.choice([3, 10, 60])
    count = rng.randint(1, 4)
    return [[[rng.randint(0, top_first), rng.randint(1, top_period)] for _ in range(count)]]
