def check(arguments, expected, actual) -> bool:
    widths, top, bottom = arguments
    if not actual:
        return actual == [] and expected == []
    if len(actual) != len(widths) or any(shelf not in (0, 1) for shelf in actual):
        return False
    room = [top, bottom]
    for width, shelf in zip(widths, actual, strict=True):
        room[shelf] -= width
    return min(room) >= 0
