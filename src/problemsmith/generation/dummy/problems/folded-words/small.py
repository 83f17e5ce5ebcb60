import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    alphabet = rng.choice(["a", "ab", "abc"])
    words = {
        "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 4)))
        for _ in range(rng.randint(1, 9))
    }
    listed = sorted(words)
    rng.shuffle(listed)
    return [listed]
