def generate(seed: int) -> list:
    return [{"egg": 3}, {"egg": 2, "rye": 1}, 0, {"egg": 6}]
