def generate(seed: int) -> list:
    return [["ab", "abdc", "cd", "ba", "abba"]]
