def generate(seed: int) -> list:
    return [{}, {"salt": 1}, 7, {"egg": 6}]
