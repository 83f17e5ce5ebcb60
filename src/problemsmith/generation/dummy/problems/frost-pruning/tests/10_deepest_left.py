import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    level_order = [rng.randint(1, 1000)]
    for _ in range(1999):
        level_order += [rng.randint(-400, 1000), None]
    level_order.pop()
    return [level_order, 300]
