import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = ["a", "b", "c", "dd", "ee"][: rng.randint(1, 5)]
    tags = [[rng.choice(names) for _ in range(rng.randint(0, 4))] for _ in range(rng.randint(1, 6))]
    return [tags, rng.randint(1, 3)]
