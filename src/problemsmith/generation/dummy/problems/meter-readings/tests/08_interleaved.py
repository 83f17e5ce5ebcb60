import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    readings = [
        {"meter": "cabin" + letter, "day": day, "value": rng.randint(0, 50)}
        for day in range(10)
        for letter in "lkjihgfedcba"
    ]
    return [readings]
