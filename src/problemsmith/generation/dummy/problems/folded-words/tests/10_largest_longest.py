import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    words = set()
    while len(words) < 800:
        words.add("".join(rng.choice(string.ascii_lowercase) for _ in range(30)))
    return [sorted(words)]
