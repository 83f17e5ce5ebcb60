def run_solution(capacity: float, pours: list) -> list[float]:
    volume, temperature = pours[0]
    log = [temperature]
    for litres, degrees in pours[1:]:
        temperature = (volume * temperature + litres * degrees) / (volume + litres)
        volume = min(capacity, volume + litres)
        log.append(temperature)
    return log
