import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    tags = [
        [rng.choice(string.ascii_lowercase) for _ in range(rng.randint(0, 7))] for _ in range(80)
    ]
    return [tags, 3]
