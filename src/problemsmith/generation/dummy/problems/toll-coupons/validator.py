def is_int(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def validate(towns, roads, coupons) -> bool:
    if not is_int(towns) or not 1 <= towns <= 300:
        raise ValueError("towns must be an int, 1 to 300")
    if not isinstance(roads, list) or len(roads) > 1500:
        raise ValueError("roads must be a list of at most 1500 roads")
    for road in roads:
        if not isinstance(road, list) or len(road) != 3 or not all(map(is_int, road)):
            raise ValueError("a road must be [from, to, toll]")
        a, b, toll = road
        if not 0 <= a < towns or not 0 <= b < towns or a == b:
            raise ValueError("a road must join two different towns")
        if not 0 <= toll <= 10**6:
            raise ValueError("a toll is not 0 to 10^6")
    if not is_int(coupons) or not 0 <= coupons <= 8:
        raise ValueError("coupons must be an int, 0 to 8")
    return True
