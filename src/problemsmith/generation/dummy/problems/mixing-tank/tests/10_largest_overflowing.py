import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    pours = [
        [round(10 ** rng.uniform(-2, 3), 2), round(rng.uniform(0, 100), 2)] for _ in range(1000)
    ]
    return [77.7, pours]
