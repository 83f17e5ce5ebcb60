def run_solution(readings: list[dict]) -> list[dict]:
    reports = {}
    latest = {}
    for reading in readings:
        meter, value = reading["meter"], reading["value"]
        report = reports.setdefault(meter, {"meter": meter, "used": 0, "resets": 0})
        if meter in latest:
            reset = value < latest[meter]
            report["used"] += value if reset else value - latest[meter]
            report["resets"] += reset
        latest[meter] = value
    return [reports[meter] for meter in sorted(reports)]
