def run_solution(readings: list) -> list:
    filled = list(readings)
    before = None
    for hour, reading in enumerate(readings):
        if reading is None:
            continue
        if before is not None:
            for gap in range(before + 1, hour):
                filled[gap] = (readings[before] + reading) / 2
        before = hour
    return filled
