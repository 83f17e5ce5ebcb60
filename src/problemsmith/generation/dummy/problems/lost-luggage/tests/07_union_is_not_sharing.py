def generate(seed: int) -> list:
    return [[["a", "b", "k"], ["k", "a", "c"], ["b", "c", "z"], ["z"]], 2]
