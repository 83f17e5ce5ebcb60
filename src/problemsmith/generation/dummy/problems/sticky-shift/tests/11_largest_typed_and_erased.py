import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    typed = "".join(rng.choice(string.ascii_lowercase) for _ in range(2500))
    return [typed + "<" * 2500]
