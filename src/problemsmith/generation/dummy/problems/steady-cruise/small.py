import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    low = rng.choice([-8, -3, 0])
    depths = [rng.randint(low, low + rng.choice([2, 6])) for _ in range(rng.randint(1, 8))]
    return [depths, rng.randint(0, 4)]
