def validate(first, last, digit) -> bool:
    for name, value in (("first", first), ("last", last), ("digit", digit)):
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"{name} must be an int")
    if not 1 <= first <= last <= 10**18:
        raise ValueError("1 <= first <= last <= 10^18 does not hold")
    if not 0 <= digit <= 9:
        raise ValueError("digit is not 0 to 9")
    return True
