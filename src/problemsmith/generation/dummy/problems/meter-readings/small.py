import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = rng.choice([["a"], ["b", "a"], ["ab", "a", "b"]])
    top = rng.choice([2, 12, 120])
    slots = [(name, day) for name in names for day in range(top)]
    chosen = rng.sample(slots, rng.randint(0, min(7, len(slots))))
    return [[{"meter": name, "day": day, "value": rng.randint(0, top)} for name, day in chosen]]
