import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    words = ("^" * rng.randint(1, 5) + rng.choice(string.ascii_lowercase) for _ in range(300))
    return ["ab ".join(words)]
