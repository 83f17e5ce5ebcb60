from itertools import pairwise
from math import gcd


def run_solution(figures: list) -> int | None:
    latest = max(first for first, _ in figures)
    for (first, period), (other_first, other_period) in pairwise(figures):
        common = gcd(period, other_period)
        if (other_first - first) % common:
            return None
        reduced = other_period // common
        rounds = (other_first - first) // common * pow(period // common, -1, reduced) % reduced
        latest = max(latest, first + period * rounds)
    return latest
