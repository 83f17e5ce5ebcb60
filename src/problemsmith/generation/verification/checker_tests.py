"""The checker check: it accepts what is right, rejects what is not, and never fails.

A checker that compares too little lets every wrong solution pass, and would make all of them look
like other ways to be right; one that compares too much fails people who are right.
"""

import random
from collections.abc import Sequence

from problemsmith.generation.programs import Arguments, complaint
from problemsmith.generation.verification import statement_words as words
from problemsmith.generation.verification.agreement import CHECKER_LIMITS
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.checker import (
    AnyOrderChecker,
    CustomChecker,
    ExactChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.near_misses import near_misses
from problemsmith.problem.problem import ProblemText, TestCase
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.values import ValueMismatch, canonical_json, check_result
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

PERTURBED_EACH = 8
PERTURBED_TESTS = 20
LEAST_REJECTED = 0.4
"""Of answers with one thing changed, the share that a checker rejects at least. Some of them are
other right answers, so that it can't be all."""
LEAST_DISTINCT = 3
"""Fewer different answers than that may all be right for all tests."""
LOOSEST_TOLERANCE = 1e-3
_EXACT_IN_BINARY = 2**20
_PLAINEST: tuple[Json, ...] = (None, False, True, 0, 1, -1, 0.0, "", [], {})

Answer = tuple[Arguments, Json, Json]


async def check_checker(judge: Judge, text: ProblemText, cases: Sequence[TestCase]) -> Check:
    """Test the checker on the tests' answers, and hold it against the statement's words."""
    faults = _against_words(text, cases)
    numbers: dict[str, float] = {"answers": len(cases)}
    if isinstance(text.checker, CustomChecker):
        found, counted = await _custom(judge, text, text.checker.code, cases)
        faults += found
        numbers |= counted
    return Check(
        name="checker",
        outcome=Outcome.FAILED if faults else Outcome.PASSED,
        summary=(
            f"the checker is wrong: {faults[0]['fault']}"
            if faults
            else "the checker accepts right answers and rejects others"
            if isinstance(text.checker, CustomChecker)
            else f"the comparison ({text.checker.kind.replace('_', ' ')}) fits the statement"
        ),
        numbers=numbers,
        evidence=tuple(faults[:5]),
    )


def _against_words(text: ProblemText, cases: Sequence[TestCase]) -> list[dict[str, Json]]:
    """Faults that statement, return type and outputs show without running anything."""
    found: list[dict[str, Json]] = [{"fault": told} for told in words.contradictions(text)]
    checker = text.checker
    outputs = [case.expected for case in cases]
    match checker:
        case AnyOrderChecker() | NestedAnyOrderChecker():
            if not words.says_any_order(text) and words.says_ordered(text):
                found.append({"fault": "it ignores the order, which the statement lays down"})
        case ExactChecker():
            if words.says_result_in_any_order(text) and any(map(_has_an_order, outputs)):
                found.append({"fault": "it compares the order, which the statement leaves free"})
            if any(map(_is_rounded, outputs)):
                found.append({"fault": "it compares rounded floats digit by digit"})
        case FloatChecker():
            stated = words.stated_tolerance(text)
            widest = max(checker.absolute, checker.relative)
            if widest > max(LOOSEST_TOLERANCE, 2 * (stated or 0.0)):
                found.append({"fault": f"its tolerance of {widest:g} accepts wrong answers"})
            elif stated is not None and widest < stated / 2:
                found.append(
                    {"fault": f"its tolerance of {widest:g} is below the stated {stated:g}"}
                )
        case CustomChecker():
            pass
    return found


def _has_an_order(value: Json) -> bool:
    return isinstance(value, list) and len({canonical_json(item) for item in value}) > 1


def _is_rounded(value: Json) -> bool:
    """Whether a float in the value is none that short binary fractions give exactly."""
    if isinstance(value, float):
        return not (value * _EXACT_IN_BINARY).is_integer()
    if isinstance(value, list):
        return any(map(_is_rounded, value))
    if isinstance(value, dict):
        return any(map(_is_rounded, value.values()))
    return False


async def _custom(
    judge: Judge, text: ProblemText, code: str, cases: Sequence[TestCase]
) -> tuple[list[dict[str, Json]], dict[str, float]]:
    right: list[Answer] = [(case.input or (), case.expected, case.expected) for case in cases]
    perturbed = _perturbed(text, cases)
    turned: list[Answer] = [(given, actual, expected) for given, expected, actual in perturbed]
    runs = await judge.run(
        Program(code=code, entry_point="check"),
        [[list(given), expected, actual] for given, expected, actual in right + perturbed + turned],
        limits=CHECKER_LIMITS,
        mode=RunMode.BULK,
    )
    ends = len(right), len(right) + len(perturbed)
    right_runs, perturbed_runs, turned_runs = (
        runs[: ends[0]],
        runs[ends[0] : ends[1]],
        runs[ends[1] :],
    )
    faults = [
        _fault("it rejects the expected answer", answer, run)
        for answer, run in zip(right, right_runs, strict=True)
        if not _accepts(run)
    ]
    faults += await _always_right(judge, text, code, cases)
    faults += [
        _fault("it fails on a well-typed answer", answer, run)
        for answer, run in zip(perturbed, perturbed_runs, strict=True)
        if run.verdict is not Verdict.ACCEPTED or not isinstance(run.value, bool)
    ]
    faults += [
        _fault("it accepts an answer, but then not the expected one beside it", answer, again)
        for answer, run, again in zip(perturbed, perturbed_runs, turned_runs, strict=True)
        if _accepts(run) and not _accepts(again)
    ]
    rejected = sum(not _accepts(run) for run in perturbed_runs)
    if perturbed and rejected < LEAST_REJECTED * len(perturbed):
        answer, run = next(
            one for one in zip(perturbed, perturbed_runs, strict=True) if _accepts(one[1])
        )
        share = f"it rejects {rejected} of {len(perturbed)} answers with one thing changed"
        faults.append(_fault(share, answer, run))
    return faults, {"perturbed": len(perturbed), "rejected": rejected}


async def _always_right(
    judge: Judge, text: ProblemText, code: str, cases: Sequence[TestCase]
) -> list[dict[str, Json]]:
    """The first of the plainest answers that the checker accepts for every test: such a problem
    asks for nothing, or the checker overlooks that kind of answer."""
    if len({canonical_json(case.expected) for case in cases}) < LEAST_DISTINCT:
        return []
    tried: list[Answer] = [
        (case.input or (), case.expected, answer)
        for answer in _PLAINEST
        if _fits(answer, text.signature)
        for case in cases
    ]
    runs = await judge.run(
        Program(code=code, entry_point="check"),
        [[list(given), right, answer] for given, right, answer in tried],
        limits=CHECKER_LIMITS,
        mode=RunMode.BULK,
    )
    for start in range(0, len(runs), len(cases)):
        if all(map(_accepts, runs[start : start + len(cases)])):
            told = f"it accepts {canonical_json(tried[start][2])} for every test"
            return [_fault(told, tried[start], runs[start])]
    return []


def _fits(answer: Json, signature: Signature) -> bool:
    try:
        check_result(answer, signature)
    except ValueMismatch:
        return False
    return True


def _accepts(run: Run) -> bool:
    return run.verdict is Verdict.ACCEPTED and run.value is True


def _fault(told: str, answer: Answer, run: Run) -> dict[str, Json]:
    given, expected, actual = answer
    return {
        "fault": told,
        "input": list(given),
        "expected": expected,
        "actual": actual,
        "checker": complaint(run),
    }


def _perturbed(text: ProblemText, cases: Sequence[TestCase]) -> list[Answer]:
    """Answers of the right type with one thing changed, from the shortest tests."""
    signature = text.signature
    alone = Signature(
        parameters=(Parameter(name="answer", type=signature.return_type),),
        return_type=signature.return_type,
        named_types=signature.named_types,
    )
    ordered = sorted(cases, key=lambda case: len(canonical_json(list(case.input or ()))))
    found: list[Answer] = []
    for case in ordered[:PERTURBED_TESTS]:
        rng = random.Random(case.position)  # noqa: S311 - repeatable, not secret
        misses = (
            miss.arguments[0]
            for miss in near_misses(
                [case.expected], alone, rng, 6 * PERTURBED_EACH, with_long=False
            )
            if miss.well_typed and len(miss.arguments) == 1
        )
        chosen = [answer for answer, _ in zip(misses, range(PERTURBED_EACH), strict=False)]
        found += [(case.input or (), case.expected, answer) for answer in chosen]
    return found
