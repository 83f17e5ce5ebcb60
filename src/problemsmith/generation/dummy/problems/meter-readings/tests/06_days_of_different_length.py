def generate(seed: int) -> list:
    readings = [(100, 60), (9, 20), (1000000, 90), (20, 35), (0, 10)]
    return [[{"meter": "mill", "day": day, "value": value} for day, value in readings]]
