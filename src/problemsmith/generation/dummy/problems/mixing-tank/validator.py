import math


def is_float(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def validate(capacity, pours) -> bool:
    if not is_float(capacity) or not 0.5 <= capacity <= 1000:
        raise ValueError("capacity must be a number, 0.5 to 1000")
    if not isinstance(pours, list) or not 1 <= len(pours) <= 1000:
        raise ValueError("pours must be a list of 1 to 1000 pours")
    for pour in pours:
        if not isinstance(pour, list) or len(pour) != 2:
            raise ValueError("a pour must be [litres, degrees]")
        litres, degrees = pour
        if not is_float(litres) or not 0.01 <= litres <= 1000:
            raise ValueError("litres must be a number, 0.01 to 1000")
        if not is_float(degrees) or not 0 <= degrees <= 100:
            raise ValueError("degrees must be a number, 0 to 100")
    return True
