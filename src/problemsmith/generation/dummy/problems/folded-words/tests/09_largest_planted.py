import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    words = []
    while len(words) < 400:
        word = "".join(rng.choice(string.ascii_lowercase) for _ in range(rng.randint(3, 15)))
        if word not in words:
            words.append(word)
    base = tuple(words)
    while len(words) < 800:
        word = rng.choice(base) + rng.choice(base)[::-1]
        if word not in words:
            words.append(word)
    rng.shuffle(words)
    return [words]
