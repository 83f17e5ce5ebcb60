import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = ["egg", "oil", "rye", "tea", "a"]

    def some(low: int, high: int) -> dict:
        chosen = rng.sample(names, rng.randint(0, 4))
        return {name: rng.randint(low, high) for name in chosen}

    return [some(0, 12), some(1, 5), rng.randint(0, 5), some(1, 6)]
