def generate(seed: int) -> list:
    return [["a" * length for length in range(2, 31)]]
