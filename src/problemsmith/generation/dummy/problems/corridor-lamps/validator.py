def validate(lamps) -> bool:
    if not isinstance(lamps, list) or not 1 <= len(lamps) <= 2000:
        raise ValueError("lamps must be a list of 1 to 2000 lamps")
    if not all(isinstance(lamp, bool) for lamp in lamps):
        raise ValueError("each lamp must be true or false")
    return True
