def run_solution(readings: list) -> list:
    filled = []
    for hour, reading in enumerate(readings):
        before = hour
        while before >= 0 and readings[before] is None:
            before -= 1
        after = hour
        while after < len(readings) and readings[after] is None:
            after += 1
        if before == after:
            filled.append(reading)
        elif before < 0 or after == len(readings):
            filled.append(None)
        else:
            # Each end weighs as much as the hour is far from the other one.
            weighted = readings[before] * (after - hour) + readings[after] * (hour - before)
            filled.append(weighted / (after - before))
    return filled
