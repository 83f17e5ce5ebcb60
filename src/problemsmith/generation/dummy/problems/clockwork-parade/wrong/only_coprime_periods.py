from math import gcd


def run_solution(figures: list) -> int | None:
    rest, cycle = 0, 1
    for first, period in figures:
        if gcd(cycle, period) > 1:
            return None
        rest += cycle * ((first - rest) * pow(cycle, -1, period) % period)
        cycle *= period
    latest = max(first for first, _ in figures)
    return latest + (rest - latest) % cycle
