import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = ["".join(rng.choice("mnop") for _ in range(rng.randint(1, 10))) for _ in range(60)]
    slots = set()
    while len(slots) < 1000:
        slots.add((rng.choice(names), rng.choice([0, 10**6, rng.randint(0, 10**6)])))
    order = sorted(slots)
    rng.shuffle(order)
    readings = [
        {"meter": name, "day": day, "value": rng.choice([0, 10**9, rng.randint(0, 10**9)])}
        for name, day in order
    ]
    return [readings]
