def run_solution(capacity: float, pours: list) -> list[float]:
    volume = 0.0
    heat = 0.0
    log = []
    for litres, degrees in pours:
        volume += litres
        heat += litres * degrees
        log.append(heat / volume)
    return log
