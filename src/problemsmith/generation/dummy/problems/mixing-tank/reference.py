def run_solution(capacity: float, pours: list) -> list[float]:
    volume = 0.0
    temperature = 0.0
    log = []
    for litres, degrees in pours:
        temperature = (volume * temperature + litres * degrees) / (volume + litres)
        volume = min(capacity, volume + litres)
        log.append(temperature)
    return log
