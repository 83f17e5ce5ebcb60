import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    # Towns in rings around the start, so that every way is long.
    roads = []
    while len(roads) < 1500:
        a = rng.randrange(300)
        b = min(299, max(0, a + rng.randint(-12, 12)))
        if a != b:
            roads.append([a, b, rng.randint(0, 10**6)])
    return [300, roads, 8]
