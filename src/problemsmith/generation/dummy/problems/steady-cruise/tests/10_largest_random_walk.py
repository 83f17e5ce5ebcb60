import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    depths = [-500]
    while len(depths) < 1000:
        depths.append(depths[-1] + rng.randint(-9, 9))
    return [depths, 60]
