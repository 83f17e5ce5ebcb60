def generate(seed: int) -> list:
    level_order = [50]
    for depth in range(1, 2000):
        # A frosted node half-way down outweighs everything below it.
        value = -1000 if 900 <= depth < 920 else 7
        level_order += [value, None] if depth % 2 else [None, value]
    while level_order[-1] is None:
        level_order.pop()
    return [level_order, 0]
