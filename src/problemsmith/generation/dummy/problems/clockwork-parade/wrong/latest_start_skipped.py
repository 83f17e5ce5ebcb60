from math import gcd


def run_solution(figures: list) -> int | None:
    rest, cycle = 0, 1
    for first, period in figures:
        common = gcd(cycle, period)
        apart = first - rest
        if apart % common:
            return None
        reduced = period // common
        rounds = apart // common * pow(cycle // common, -1, reduced) % reduced
        rest += cycle * rounds
        cycle *= reduced
    latest = max(first for first, _ in figures)
    return latest + cycle - (latest - rest) % cycle
