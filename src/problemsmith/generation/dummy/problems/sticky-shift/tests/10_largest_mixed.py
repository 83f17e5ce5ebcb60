import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    keys = string.ascii_lowercase + "   ^^^^^^^^<<<<<<<<"
    return ["".join(rng.choice(keys) for _ in range(5000))]
