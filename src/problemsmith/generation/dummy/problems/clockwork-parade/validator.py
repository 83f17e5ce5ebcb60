def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(figures) -> bool:
    if not isinstance(figures, list) or not 1 <= len(figures) <= 40:
        raise ValueError("figures must be a list of 1 to 40 figures")
    for figure in figures:
        if not isinstance(figure, list) or len(figure) != 2:
            raise ValueError("a figure must be [first, period]")
        first, period = figure
        if not is_int(first) or not 0 <= first <= 10**18:
            raise ValueError("first must be an int, 0 to 10^18")
        if not is_int(period) or not 1 <= period <= 10**18:
            raise ValueError("period must be an int, 1 to 10^18")
    return True
