def generate(seed: int) -> list:
    return [
        {"egg": 1, "milk": 9},
        {"egg": 2, "flour": 5, "milk": 3},
        3,
        {"egg": 4, "flour": 10},
    ]
