def generate(seed: int) -> list:
    return [["a", "aa", "aaa"]]
