import random


def generate(seed: int) -> list:
    rng = random.Random(seed)
    lamps = [False] * 11
    for button in range(11):
        if rng.random() < 0.5:
            for lamp in range(max(0, button - 1), min(11, button + 2)):
                lamps[lamp] = not lamps[lamp]
    return [lamps]
