import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    rows, columns = rng.randint(1, 5), rng.randint(1, 5)
    top = rng.choice([1, 3, 9, 10**6])
    return [[[rng.randint(0, top) for _ in range(columns)] for _ in range(rows)]]
