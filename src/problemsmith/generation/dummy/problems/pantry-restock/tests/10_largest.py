import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = sorted({"".join(rng.choice("aeiou") for _ in range(12)) for _ in range(250)})[:200]
    recipe = {name: rng.choice([1, 10**9, rng.randint(1, 10**9)]) for name in names}
    return [
        {name: rng.randint(0, 10**18) for name in names},
        recipe,
        10**9,
        {name: rng.choice([1, 10**6, rng.randint(1, 10**6)]) for name in names},
    ]
