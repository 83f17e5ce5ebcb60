from itertools import pairwise


def run_solution(readings: list[dict]) -> list[dict]:
    by_meter = {}
    for reading in sorted(readings, key=lambda reading: (reading["meter"], reading["day"])):
        by_meter.setdefault(reading["meter"], []).append(reading["value"])
    reports = []
    for meter, values in by_meter.items():
        resets = sum(after < before for before, after in pairwise(values))
        used = values[-1] if resets else values[-1] - values[0]
        reports.append({"meter": meter, "used": used, "resets": resets})
    return reports
