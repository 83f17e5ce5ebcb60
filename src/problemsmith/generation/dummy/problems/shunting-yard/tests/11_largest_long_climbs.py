import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    weights = []
    while len(weights) < 2000:
        weights += sorted(rng.sample(range(1, 10**6 + 1), rng.randint(1, 60)))
    return [weights[:2000], 30]
