LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def check_amounts(title, amounts, low, high) -> None:
    if not isinstance(amounts, dict) or len(amounts) > 200:
        raise ValueError(f"{title} must be a map of at most 200 entries")
    for name, amount in amounts.items():
        if not isinstance(name, str) or not 1 <= len(name) <= 12 or not LETTERS.issuperset(name):
            raise ValueError(f"a key of {title} is not 1 to 12 letters a to z")
        if not is_int(amount) or not low <= amount <= high:
            raise ValueError(f"an amount of {title} is not an int from {low} to {high}")


def validate(pantry, recipe, batches, packs) -> bool:
    check_amounts("pantry", pantry, 0, 10**18)
    check_amounts("recipe", recipe, 1, 10**9)
    check_amounts("packs", packs, 1, 10**6)
    if not is_int(batches) or not 0 <= batches <= 10**9:
        raise ValueError("batches must be an int, 0 to 10^9")
    return True
