import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = ["".join(rng.choice("klmnop") for _ in range(8)) for _ in range(55)]
    return [[[rng.choice(names) for _ in range(12)] for _ in range(120)], 5]
