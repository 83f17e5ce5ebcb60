def run_solution(readings: list[dict]) -> list[dict]:
    reports = {}
    latest = {}
    for reading in sorted(readings, key=lambda reading: (reading["meter"], reading["day"])):
        meter, value = reading["meter"], reading["value"]
        if meter not in reports:
            reports[meter] = {"meter": meter, "used": 0, "resets": 0}
        elif value < latest[meter]:
            reports[meter]["used"] += value
            reports[meter]["resets"] += 1
        else:
            reports[meter]["used"] += value - latest[meter]
        latest[meter] = value
    return list(reports.values())
