def generate(seed: int) -> list:
    return ["^ <a"]
