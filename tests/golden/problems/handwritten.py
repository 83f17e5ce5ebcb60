# ruff: noqa: E501 - a table whose rows are programs' lines
"""Faults that no pattern gives, each by a few changes to a sound problem."""

from dataclasses import replace

from golden.problems.fault import Fault
from golden.problems.reading import GoldenProblem, sound_problems
from problemsmith.problem.checker import CustomChecker
from problemsmith.problem.typescript import format_signature, parse_signature

Edit = tuple[str, str, str]
"""Which part of the problem, what stands there, and what is to stand there."""

HANDWRITTEN: tuple[tuple[str, str, Fault, tuple[Edit, ...]], ...] = (
    ("stair-tiles", "the empty path has no way, for both", Fault.SHARED_MISTAKE, (
        ("reference", "    a, b = 1, 1\n", "    a, b = (1, 1) if n else (0, 0)\n"),
        ("brute", "        return 1\n", "        return 1 if n else 0\n"))),
    ("left-leaves", "a lone root is a left leaf, for both", Fault.SHARED_MISTAKE, (
        ("reference", "[(root, False)]", "[(root, True)]"),
        ("brute", "    own = 0\n", "    own = root.val if not root.left and not root.right else 0\n"))),
    ("best-window", "both begin from zero", Fault.SHARED_MISTAKE, (
        ("reference", "    return best\n", "    return max(best, 0)\n"),
        ("brute", "    return max(sum", "    return max(0, *(sum"),
        ("brute", "+ 1))\n", "+ 1)))\n"))),
    ("stair-tiles", "the statement promises larger inputs", Fault.INVALID_INPUTS, (
        ("constraints", "<= 60", "<= 90"),)),
    ("masked-number", "the validator allows more than the statement", Fault.INVALID_INPUTS, (
        ("validator", "is_int(shown, 0, 30)", "is_int(shown, 0, 99)"),)),
    ("missing-seats", "the validator forgets that seats differ", Fault.INVALID_INPUTS, (
        ("validator", " and len(set(taken)) == len(taken)", ""),)),
    ("peak-count", "the validator refuses the empty end of the range", Fault.INVALID_INPUTS, (
        ("validator", "is_int(height, -1000, 1000)", "is_int(height, -999, 1000)"),
        ("test 7", "-1000, 1000", "-999, 1000"))),
    ("vowel-spans", "one vowel is forgotten", Fault.WRONG_REFERENCE, (
        ("reference", '"aeiou"', '"aeio"'),)),
    ("best-window", "the whole list as a window", Fault.WRONG_REFERENCE, (
        ("reference", "    total = best", "    if width == len(values) > 2:\n        width -= 1\n    total = best"),)),
    ("nearest-multiple", "ties below zero go up", Fault.WRONG_REFERENCE, (
        ("reference", "    below = n", "    if n < 0 and 2 * (n % step) == step:\n        return n // step * step + step\n    below = n"),)),
    ("digit-balance", "floats from 2^53 on", Fault.WRONG_REFERENCE, (
        ("reference", "str(n)", "str(int(n + 0.0))"),)),
    ("running-mean", "the reference changes its argument", Fault.NOT_DETERMINISTIC, (
        ("reference", "    return means\n", "    values[:] = means\n    return means\n"),)),
    ("row-champions", "the reference keeps answers by a bad key", Fault.NOT_DETERMINISTIC, (
        ("reference", "def run_solution", "_known = {}\n\n\ndef run_solution"),
        ("reference", "    return [row.index(max(row)) for row in scores]",
         "    return [_known.setdefault(sum(row), row.index(max(row))) for row in scores]"))),
    ("letter-tally", "a generator over a set", Fault.NOT_DETERMINISTIC, (
        ("test 6", 'rng.choice("abcdefxyz")', 'rng.choice(list(set("abcdefxyz")))'),)),
    ("any-pair", "one pair among several is demanded", Fault.WRONG_CHECKER, (
        ("checker", "    numbers, target = input\n", "    return actual == expected\n"),)),
    ("any-pair", "an empty list is always right", Fault.WRONG_CHECKER, (
        ("checker", "    if not expected:\n        return actual == []", "    if actual == []:\n        return True"),)),
    ("any-pair", "a number with itself is right", Fault.WRONG_CHECKER, (
        ("checker", "actual[0] < actual[1] and ", ""),)),
    ("oldest-member", "null is not promised", Fault.WRONG_SIGNATURE, (
        ("signature", " | null", ""),)),
    ("meeting-point", "a pair of texts", Fault.WRONG_SIGNATURE, (
        ("signature", "): [int, int]", "): [int, string]"),)),
)  # fmt: skip
"""The problem, what was done to it, its class, and the changes."""


def edited(slug: str, edits: tuple[Edit, ...]) -> GoldenProblem:
    """The problem with texts replaced. Raises when a text to be replaced is not there."""
    problem = next(one for one in sound_problems() if one.name == slug)
    for part, old, new in edits:
        text, solutions, programs = problem.text, problem.solutions, problem.programs

        def changed(value: str, old: str = old, new: str = new) -> str:
            assert old in value, f"{slug}: no {old!r}"
            return value.replace(old, new)

        match part.split():
            case ["reference"]:
                problem = problem.with_solutions(reference=changed(solutions.reference))
            case ["brute"]:
                problem = problem.with_solutions(brute_force=changed(solutions.brute_force))
            case ["validator"]:
                problem = problem.with_programs(validator=changed(programs.validator))
            case ["constraints"]:
                told = changed(" | ".join(text.constraints))
                problem = problem.with_text(constraints=tuple(told.split(" | ")))
            case ["checker"]:
                assert isinstance(text.checker, CustomChecker)
                problem = problem.with_text(checker=CustomChecker(code=changed(text.checker.code)))
            case ["signature"]:
                told = format_signature(text.signature, numbers="exact")
                problem = problem.with_text(signature=parse_signature(changed(told)))
            case ["test", number]:
                generators = list(problem.generators)
                generators[int(number)] = changed(generators[int(number)])
                problem = replace(problem, generators=tuple(generators))
            case _:
                raise AssertionError(part)
    return problem
