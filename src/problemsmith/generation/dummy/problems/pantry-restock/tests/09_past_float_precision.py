def generate(seed: int) -> list:
    pantry = {"rice": 1, "oats": 10**18 - 1, "beans": 999_999_999_999_999_999, "peas": 3}
    recipe = {"rice": 10**9, "oats": 10**9, "beans": 10**9, "peas": 999_999_999}
    return [pantry, recipe, 10**9, {"rice": 1, "oats": 2, "peas": 3}]
