def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(widths, top, bottom) -> bool:
    if not isinstance(widths, list) or not 1 <= len(widths) <= 60:
        raise ValueError("widths must be a list of 1 to 60 widths")
    if not all(is_int(width) and 1 <= width <= 1000 for width in widths):
        raise ValueError("each width must be an int, 1 to 1000")
    for shelf in (top, bottom):
        if not is_int(shelf) or not 0 <= shelf <= 60000:
            raise ValueError("a shelf must be an int, 0 to 60000")
    return True
