def run_solution(capacity: float, pours: list) -> list[float]:
    volume = 0.0
    temperature = 0.0
    log = []
    for litres, degrees in pours:
        poured = min(litres, capacity - volume)
        if volume + poured > 0:
            temperature = (volume * temperature + poured * degrees) / (volume + poured)
        volume += poured
        log.append(temperature)
    return log
