import math


def validate(readings) -> bool:
    if not isinstance(readings, list) or len(readings) > 2000:
        raise ValueError("readings must be a list of at most 2000 hours")
    for reading in readings:
        if reading is None:
            continue
        if not isinstance(reading, (int, float)) or isinstance(reading, bool):
            raise ValueError("a reading must be a number or null")
        if not math.isfinite(reading) or not -1000 <= reading <= 1000:
            raise ValueError("a reading is not -1000 to 1000")
    return True
