def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(head, shortest) -> bool:
    if not isinstance(head, list) or len(head) > 2000:
        raise ValueError("head must be a list of at most 2000 weights")
    for weight in head:
        if not is_int(weight) or not 1 <= weight <= 10**6:
            raise ValueError("each weight must be an int, 1 to 10^6")
    if not is_int(shortest) or not 1 <= shortest <= 2000:
        raise ValueError("shortest must be an int, 1 to 2000")
    return True
