import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    widths = [rng.randint(1, 1000) for _ in range(60)]
    top = sum(width for width in widths if rng.random() < 0.5)
    return [widths, top, sum(widths) - top]
