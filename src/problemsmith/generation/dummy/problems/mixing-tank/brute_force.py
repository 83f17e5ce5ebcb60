def run_solution(capacity: float, pours: list) -> list[float]:
    # Keeps how much of every single pour is still in the tank.
    shares = []
    log = []
    for count, (litres, _) in enumerate(pours, start=1):
        shares.append(litres)
        total = sum(shares)
        heat = sum(share * pours[i][1] for i, share in enumerate(shares[:count]))
        log.append(heat / total)
        if total > capacity:
            shares = [share * capacity / total for share in shares]
    return log
