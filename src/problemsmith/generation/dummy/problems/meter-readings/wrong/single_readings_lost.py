def run_solution(readings: list[dict]) -> list[dict]:
    reports = {}
    latest = {}
    for reading in sorted(readings, key=lambda reading: (reading["meter"], reading["day"])):
        meter, value = reading["meter"], reading["value"]
        if meter in latest:
            report = reports.setdefault(meter, {"meter": meter, "used": 0, "resets": 0})
            reset = value < latest[meter]
            report["used"] += value if reset else value - latest[meter]
            report["resets"] += int(reset)
        latest[meter] = value
    return list(reports.values())
