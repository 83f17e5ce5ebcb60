def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(depths, tolerance) -> bool:
    if not isinstance(depths, list) or not 1 <= len(depths) <= 1000:
        raise ValueError("depths must be a list of 1 to 1000 depths")
    if not all(is_int(depth) and -(10**9) <= depth <= 10**9 for depth in depths):
        raise ValueError("each depth must be an int, -10^9 to 10^9")
    if not is_int(tolerance) or not 0 <= tolerance <= 2 * 10**9:
        raise ValueError("tolerance must be an int, 0 to 2 * 10^9")
    return True
