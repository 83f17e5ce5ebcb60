import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    capacity = rng.choice([0.5, 1.0, 5.0, round(rng.uniform(0.5, 20), 2)])
    pours = [
        [
            rng.choice([0.01, 1.0, capacity, round(rng.uniform(0.01, 30), 2)]),
            rng.choice([0.0, 100.0, 20.5]),
        ]
        for _ in range(rng.randint(1, 5))
    ]
    return [capacity, pours]
