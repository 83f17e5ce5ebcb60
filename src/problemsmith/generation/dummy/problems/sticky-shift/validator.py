ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz ^<")


def validate(keys) -> bool:
    if not isinstance(keys, str):
        raise ValueError("keys must be a string")
    if len(keys) > 5000:
        raise ValueError("keys has more than 5000 characters")
    strange = set(keys) - ALLOWED
    if strange:
        raise ValueError(f"keys holds other characters: {sorted(strange)}")
    return True
