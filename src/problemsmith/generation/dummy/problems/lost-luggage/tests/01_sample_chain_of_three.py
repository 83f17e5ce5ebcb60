def generate(seed: int) -> list:
    return [[["red", "torn"], ["torn", "red", "big"], ["big"], ["big", "red"]], 2]
