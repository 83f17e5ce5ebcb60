def run_solution(readings: list[dict]) -> list[dict]:
    reports = []
    for meter in sorted({reading["meter"] for reading in readings}):
        slips = [
            (reading["day"], reading["value"]) for reading in readings if reading["meter"] == meter
        ]
        used = resets = 0
        # Each slip looks for the one that came right before it.
        for day, value in slips:
            earlier = [slip for slip in slips if slip[0] < day]
            if earlier:
                before = max(earlier)[1]
                if value < before:
                    resets += 1
                    used += value
                else:
                    used += value - before
        reports.append({"meter": meter, "used": used, "resets": resets})
    return reports
