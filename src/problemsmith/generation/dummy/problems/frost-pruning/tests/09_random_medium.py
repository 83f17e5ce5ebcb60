import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    nodes = 200
    level_order = []
    places = 1
    while places:
        places -= 1
        grows = nodes > 0 and (places == 0 or rng.random() < 0.6)
        level_order.append(rng.randint(-20, 25) if grows else None)
        if grows:
            nodes -= 1
            places += 2
    while level_order[-1] is None:
        level_order.pop()
    return [level_order, -3]
