def generate(seed: int) -> list:
    return [[["a", "b"], ["c", "d"], ["b", "a"], ["d", "c"], ["e"], ["a", "b", "c", "d"]], 2]
