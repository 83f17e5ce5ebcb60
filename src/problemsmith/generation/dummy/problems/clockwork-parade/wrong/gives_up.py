def run_solution(figures: list) -> int | None:
    minute = max(first for first, _ in figures)
    for _ in range(1000):
        moved = False
        for first, period in figures:
            if (first - minute) % period:
                minute += (first - minute) % period
                moved = True
        if not moved:
            return minute
    return None
