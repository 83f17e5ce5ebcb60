import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    roads = [[town, town + 1, 10**6 - rng.randint(0, 1000)] for town in range(299)]
    while len(roads) < 1500:
        a = rng.randrange(298)
        roads.append([a + 2, a, 10**6])
    rng.shuffle(roads)
    return [300, roads, 8]
