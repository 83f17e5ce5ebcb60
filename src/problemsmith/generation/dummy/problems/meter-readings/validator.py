LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(readings) -> bool:
    if not isinstance(readings, list) or len(readings) > 1000:
        raise ValueError("readings must be a list of at most 1000 records")
    seen = set()
    for reading in readings:
        if not isinstance(reading, dict) or set(reading) != {"meter", "day", "value"}:
            raise ValueError("a reading must be a record of meter, day and value")
        meter, day, value = reading["meter"], reading["day"], reading["value"]
        if not isinstance(meter, str) or not 1 <= len(meter) <= 10:
            raise ValueError("meter must be a string of 1 to 10 letters")
        if not LETTERS.issuperset(meter):
            raise ValueError("meter holds something else than a to z")
        if not is_int(day) or not 0 <= day <= 10**6:
            raise ValueError("day must be an int, 0 to 10^6")
        if not is_int(value) or not 0 <= value <= 10**9:
            raise ValueError("value must be an int, 0 to 10^9")
        if (meter, day) in seen:
            raise ValueError("a meter is read twice on one day")
        seen.add((meter, day))
    return True
