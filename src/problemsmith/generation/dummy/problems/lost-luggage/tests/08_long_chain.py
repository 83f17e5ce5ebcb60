import random


def generate(seed: int) -> list:
    rng = random.Random(seed)

    def tag(number: int) -> str:
        return "t" + chr(97 + number // 26) + chr(97 + number % 26)

    tags = [[tag(bag), tag(bag + 1)] for bag in range(120)]
    rng.shuffle(tags)
    return [tags, 1]
