import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    pairs = set()
    while len(pairs) < 8000:
        p, q = rng.randrange(1000), rng.randrange(1000)
        if p != q:
            pairs.add((min(p, q), max(p, q)))
    friends = [[] for _ in range(1000)]
    for p, q in sorted(pairs):
        friends[p].append(q)
        friends[q].append(p)
    return [friends, rng.sample(range(1000), 40), 2]
