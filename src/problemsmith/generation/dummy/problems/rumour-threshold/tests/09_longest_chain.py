import random
from itertools import pairwise


def generate(seed: int) -> list:
    rng = random.Random(seed)
    order = list(range(1000))
    rng.shuffle(order)
    friends = [[] for _ in order]
    for p, q in pairwise(order):
        friends[p].append(q)
        friends[q].append(p)
    return [friends, [order[0]], 1]
