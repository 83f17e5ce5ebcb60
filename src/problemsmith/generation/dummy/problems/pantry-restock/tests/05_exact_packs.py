def generate(seed: int) -> list:
    recipe = {"even": 6, "over": 6, "under": 6, "single": 6, "onemissing": 6}
    pantry = {"even": 0, "over": 3, "under": 5, "single": 1, "onemissing": 23}
    return [pantry, recipe, 4, {"even": 8, "over": 10, "under": 10, "onemissing": 50}]
