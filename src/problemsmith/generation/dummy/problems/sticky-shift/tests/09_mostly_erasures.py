import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    return ["".join(rng.choice("abc ^<<<<<") for _ in range(1500))]
