def generate(seed: int) -> list:
    return [
        [
            {"meter": "b", "day": 5, "value": 30},
            {"meter": "a", "day": 1, "value": 7},
            {"meter": "b", "day": 2, "value": 10},
            {"meter": "b", "day": 9, "value": 4},
        ]
    ]
