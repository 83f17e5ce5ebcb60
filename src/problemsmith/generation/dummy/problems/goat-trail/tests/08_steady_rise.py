def generate(seed: int) -> list:
    return [
        [[column * 10 + (row * 7 + column * 3) % 11 for column in range(12)] for row in range(8)]
    ]
