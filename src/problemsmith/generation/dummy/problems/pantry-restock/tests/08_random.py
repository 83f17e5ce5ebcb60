import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    names = list(string.ascii_lowercase[:20])
    return [
        {name: rng.randint(0, 300) for name in rng.sample(names, 15)},
        {name: rng.randint(1, 20) for name in names},
        12,
        {name: rng.randint(1, 30) for name in rng.sample(names, 16)},
    ]
