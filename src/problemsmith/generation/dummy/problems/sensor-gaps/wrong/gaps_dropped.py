def run_solution(readings: list) -> list:
    filled = list(readings)
    before = None
    for hour, reading in enumerate(readings):
        if reading is None:
            continue
        if before is not None:
            start = readings[before]
            slope = (reading - start) / (hour - before)
            for gap in range(before + 1, hour):
                filled[gap] = start + slope * (gap - before)
        before = hour
    return [reading for reading in filled if reading is not None]
