import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    widths = [2 * rng.randint(1, 500) for _ in range(60)]
    half = sum(widths) // 2
    top = half if half % 2 else half + 1
    return [widths, top, sum(widths) - top]
