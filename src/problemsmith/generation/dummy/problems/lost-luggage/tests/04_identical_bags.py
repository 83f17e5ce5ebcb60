def generate(seed: int) -> list:
    return [[["inn", "bus", "inn"]] * 5, 2]
