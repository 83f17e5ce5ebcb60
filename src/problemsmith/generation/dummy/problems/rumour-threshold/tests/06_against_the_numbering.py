def generate(seed: int) -> list:
    # A chain 4-3-0-1-2 that starts in its middle: the rumour goes up and down the numbers.
    return [[[3, 1], [0, 2], [1], [4, 0], [3]], [0], 1]
