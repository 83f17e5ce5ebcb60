def generate(seed: int) -> list:
    recipe = {"a": 4, "b": 4, "c": 4, "d": 4}
    return [{"a": 20, "b": 21, "c": 29, "d": 1000}, recipe, 5, {"a": 7, "b": 7, "c": 7, "d": 7}]
