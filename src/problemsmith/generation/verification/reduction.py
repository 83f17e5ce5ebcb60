"""The smallest test set that fails the same wrong programs, for trainers that keep few tests."""

from collections.abc import Iterable, Sequence

from problemsmith.problem.problem import TestCase

MOST_TESTS = 15
"""What data sets for training keep of a problem's tests, as a rule."""


def reduced_tests(cases: Sequence[TestCase], killed_by: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Positions of tests that together fail every program that all of them fail.

    `killed_by` has for each program the positions of the tests that fail it. Samples stay. The
    rest is a greedy set cover, at most `MOST_TESTS` in all, from which every test is taken out
    again whose kills the others make too.
    """
    kills: dict[int, set[int]] = {case.position: set() for case in cases}
    for program, positions in enumerate(killed_by):
        for position in positions:
            kills[position].add(program)
    samples = [case.position for case in cases if case.is_sample_case][:MOST_TESTS]
    chosen = list(samples)
    alive = _joined(kills.values()) - _joined(kills[one] for one in chosen)
    while alive and len(chosen) < MOST_TESTS:
        best = max(kills, key=lambda one: (len(kills[one] & alive), -one))
        chosen.append(best)
        alive -= kills[best]
    for position in reversed(chosen[len(samples) :]):
        others = _joined(kills[one] for one in chosen if one != position)
        if kills[position] <= others:
            chosen.remove(position)
    if not chosen and cases:
        chosen = [cases[0].position]
    return tuple(sorted(chosen))


def _joined(sets: Iterable[set[int]]) -> set[int]:
    return {program for one in sets for program in one}
