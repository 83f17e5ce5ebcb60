def generate(seed: int) -> list:
    # 0 and 1 start. 2 hears both on day 1; 3 hears 0 on day 0 and 2 on day 1; 4 hears 1 and 3.
    edges = [(0, 2), (1, 2), (0, 3), (2, 3), (1, 4), (3, 4), (4, 5), (5, 6), (0, 6)]
    friends = [[] for _ in range(7)]
    for p, q in edges:
        friends[p].append(q)
        friends[q].append(p)
    return [friends, [0, 1], 2]
