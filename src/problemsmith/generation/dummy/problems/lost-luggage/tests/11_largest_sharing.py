import random
import string


def generate(seed: int) -> list:
    rng = random.Random(seed)
    owners = [rng.sample(string.ascii_lowercase, 12) for _ in range(15)]
    tags = [rng.sample(rng.choice(owners), 12) for _ in range(100)]
    tags += [[*rng.sample(rng.choice(owners), 11), "other"] for _ in range(20)]
    return [tags, 12]
