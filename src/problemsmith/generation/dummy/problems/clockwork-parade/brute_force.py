from math import lcm


def run_solution(figures: list) -> int | None:
    latest = max(first for first, _ in figures)
    # The pattern repeats after the least common multiple of the periods.
    end = latest + lcm(*(period for _, period in figures))
    minute, longest = max(figures, key=lambda figure: figure[1])
    while minute < end:
        if all(minute >= first and (minute - first) % period == 0 for first, period in figures):
            return minute
        minute += longest
    return None
