def generate(seed: int) -> list:
    return [[{"meter": "hut", "day": 3, "value": 6}, {"meter": "hut", "day": 4, "value": 6}]]
