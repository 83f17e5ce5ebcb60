def generate(seed: int) -> list:
    return ["   ^to be  or ^not   "]
