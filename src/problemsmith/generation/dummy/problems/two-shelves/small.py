import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    top_width = rng.choice([2, 5, 12])
    widths = [rng.randint(1, top_width) for _ in range(rng.randint(1, 6))]
    total = sum(widths)
    top = rng.randint(0, total)
    bottom = max(0, total - top + rng.choice([-1, 0, 0, 1, 2]))
    return [widths, top, bottom]
