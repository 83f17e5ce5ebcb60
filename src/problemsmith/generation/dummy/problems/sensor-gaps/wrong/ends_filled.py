def run_solution(readings: list) -> list:
    filled = list(readings)
    before = None
    for hour, reading in enumerate(readings):
        if reading is None:
            continue
        if before is None:
            filled[:hour] = [reading] * hour
        else:
            start = readings[before]
            slope = (reading - start) / (hour - before)
            for gap in range(before + 1, hour):
                filled[gap] = start + slope * (gap - before)
        before = hour
    if before is not None:
        filled[before:] = [readings[before]] * (len(readings) - before)
    return filled
