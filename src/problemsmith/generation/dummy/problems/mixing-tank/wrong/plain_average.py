def run_solution(capacity: float, pours: list) -> list[float]:
    log = []
    for _, degrees in pours:
        log.append((log[-1] + degrees) / 2 if log else degrees)
    return log
