import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    towns = rng.randint(1, 5)
    top = rng.choice([1, 3, 12])
    roads = []
    if towns > 1:
        for _ in range(rng.randint(0, 7)):
            a, b = rng.sample(range(towns), 2)
            roads.append([a, b, rng.randint(0, top)])
    return [towns, roads, rng.randint(0, 3)]
