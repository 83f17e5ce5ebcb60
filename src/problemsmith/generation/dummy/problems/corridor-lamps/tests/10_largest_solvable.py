import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    lamps = [False] * 2000
    for button in range(2000):
        if rng.random() < 0.5:
            for lamp in range(max(0, button - 1), min(2000, button + 2)):
                lamps[lamp] = not lamps[lamp]
    return [lamps]
