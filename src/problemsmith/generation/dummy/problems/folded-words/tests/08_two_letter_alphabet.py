import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    words = {"".join(rng.choice("ab") for _ in range(rng.randint(1, 7))) for _ in range(70)}
    listed = sorted(words)
    rng.shuffle(listed)
    return [listed]
