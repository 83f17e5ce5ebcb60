import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    nodes = rng.randint(0, 7)
    top = rng.choice([1, 3, 10])
    level_order = []
    places = 1
    while places:
        places -= 1
        grows = nodes > 0 and (places == 0 or rng.random() < 0.7)
        level_order.append(rng.randint(-top, top) if grows else None)
        if grows:
            nodes -= 1
            places += 2
    while level_order and level_order[-1] is None:
        level_order.pop()
    return [level_order, rng.randint(-top, top)]
