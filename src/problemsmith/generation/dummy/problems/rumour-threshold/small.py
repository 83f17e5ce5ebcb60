import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    people = rng.randint(1, 7)
    density = rng.choice([0.2, 0.5, 0.9])
    friends = [[] for _ in range(people)]
    for p in range(people):
        for q in range(p):
            if rng.random() < density:
                friends[p].append(q)
                friends[q].append(p)
    for circle in friends:
        rng.shuffle(circle)
    starters = rng.sample(range(people), rng.randint(0, min(people, 3)))
    return [friends, starters, rng.randint(1, min(people, 3))]
