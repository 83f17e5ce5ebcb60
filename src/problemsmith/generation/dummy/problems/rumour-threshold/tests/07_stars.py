def generate(seed: int) -> list:
    # Hub 0 has four leaves, two of them starters; hub 5 has four leaves, three of them starters.
    hubs = {0: [1, 2, 3, 4], 5: [6, 7, 8, 9]}
    friends = [[] for _ in range(10)]
    for hub, leaves in hubs.items():
        friends[hub] = leaves
        for leaf in leaves:
            friends[leaf] = [hub]
    return [friends, [1, 2, 6, 7, 8], 3]
