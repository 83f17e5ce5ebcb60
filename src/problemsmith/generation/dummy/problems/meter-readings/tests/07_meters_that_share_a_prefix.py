def generate(seed: int) -> list:
    names = ["ba", "b", "aab", "aa", "a", "ab"]
    return [
        [
            {"meter": name, "day": day + 3 * turn, "value": (day * 17 + turn * 5) % 23}
            for turn, name in enumerate(names)
            for day in (4, 2, 3)
        ]
    ]
