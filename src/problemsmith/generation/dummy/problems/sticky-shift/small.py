import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    alphabet = rng.choice(["ab ^<", "a^<", "a <", "ab^", "^<"])
    return ["".join(rng.choice(alphabet) for _ in range(rng.randint(0, 8)))]
