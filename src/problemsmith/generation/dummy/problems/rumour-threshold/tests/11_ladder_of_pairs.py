def generate(seed: int) -> list:
    friends = [[] for _ in range(1000)]
    for lower in range(0, 998, 2):
        for p in (lower, lower + 1):
            for q in (lower + 2, lower + 3):
                friends[p].append(q)
                friends[q].append(p)
    return [friends, [500, 501], 2]
