import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    missing = rng.choice([0.2, 0.5, 0.8])
    values = [0.0, 1.0, -2.5, round(rng.uniform(-9, 9), 1)]
    return [
        [None if rng.random() < missing else rng.choice(values) for _ in range(rng.randint(0, 7))]
    ]
