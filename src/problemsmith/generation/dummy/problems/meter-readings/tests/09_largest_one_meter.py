import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    days = rng.sample(range(10**6 + 1), 1000)
    return [[{"meter": "reservoir", "day": day, "value": rng.randint(0, 10**9)} for day in days]]
