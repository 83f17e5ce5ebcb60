def generate(seed: int) -> list:
    return [[["a", "b", name, name] for name in ("p", "q", "r", "s")], 3]
