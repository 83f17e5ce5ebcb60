"""The checker check: too lax, too strict, failing, and right ones."""

import pytest

from generation.verification.small_problem import EXACT, answering
from problemsmith.generation.verification.checker_tests import check_checker
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.problem.checker import (
    AnyOrderChecker,
    Checker,
    CustomChecker,
    FloatChecker,
)
from problemsmith.problem.wire import Json

pytestmark = pytest.mark.anyio

PAIR = "(nums: int[], k: int): int[]"
ANY_PAIR = "Return any two numbers that differ by `k`."
OUTPUTS: list[Json] = [[at, at + 1] for at in range(6)]


async def checked(
    judge: Judge,
    checker: Checker,
    signature: str = PAIR,
    statement: str = ANY_PAIR,
    outputs: list[Json] = OUTPUTS,
) -> Check:
    candidate = answering(signature, statement, outputs, checker)
    return await check_checker(judge, candidate.text, candidate.cases)


def custom(body: str) -> CustomChecker:
    return CustomChecker(code=f"def check(input, expected, actual):\n    {body}\n")


async def test_a_right_checker_passes(judge: Judge) -> None:
    told = await checked(
        judge, custom("return len(actual) == 2 and actual[1] - actual[0] == 1 and actual[0] >= 0")
    )
    assert told.outcome is Outcome.PASSED, told
    assert told.numbers["rejected"] > told.numbers["perturbed"] / 2


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("return True", "answers with one thing changed"),
        ("return isinstance(actual, list)", "answers with one thing changed"),
        ("return False", "rejects the expected answer"),
        ("return actual[1] - actual[0] == 1", "fails on a well-typed answer"),
        ("return 1", "rejects the expected answer"),
        ("return actual != expected", "rejects the expected answer"),
    ],
)
async def test_a_wrong_custom_checker_is_caught(judge: Judge, body: str, fault: str) -> None:
    told = await checked(judge, custom(body))
    assert told.outcome is Outcome.FAILED
    assert any(fault in str(one["fault"]) for one in told.evidence)


async def test_a_checker_for_which_the_empty_answer_is_always_right_is_caught(
    judge: Judge,
) -> None:
    lax = custom("return actual in ([], expected)")
    told = await checked(judge, lax, "(nums: int[], k: int): int[]")
    assert told.outcome is Outcome.FAILED
    assert any(one["fault"] == "it accepts [] for every test" for one in told.evidence)


MEAN = "(a: int[], k: int): float"
COUNT = "(nums: int[], k: int): int"


@pytest.mark.parametrize(
    ("checker", "signature", "statement", "outputs", "outcome"),
    [
        (AnyOrderChecker(), PAIR, "Return them in ascending order.", OUTPUTS, "failed"),
        (AnyOrderChecker(), PAIR, "Return the numbers in any order.", OUTPUTS, "passed"),
        (EXACT, PAIR, "Return the numbers in any order.", OUTPUTS, "failed"),
        (EXACT, PAIR, "Press the buttons in any order. How long?", OUTPUTS, "passed"),
        (EXACT, PAIR, "Two ends, given in any order. Return both, least first.", OUTPUTS, "passed"),
        (EXACT, "(nums: int[], k: int): float", "Return the mean.", [1.3], "failed"),
        (EXACT, "(nums: int[], k: int): float", "Return the half.", [1.5], "passed"),
        (FloatChecker(absolute=0.5), MEAN, "Mean.", [1.3], "failed"),
        (FloatChecker(), MEAN, "Return the mean, within 10^-2.", [1.3], "failed"),
        (FloatChecker(), MEAN, "Return it within an absolute error of 10^-6.", [1.3], "passed"),
        (FloatChecker(), MEAN, "Within 0.1 km it is on. Return it.", [1.3], "passed"),
        (EXACT, PAIR, "Return ranks, once events, in any order, are sorted.", OUTPUTS, "passed"),
        (EXACT, COUNT, "bad(v) returns true for a bad one. Return it.", [1], "passed"),
        (EXACT, COUNT, "Return true if it can be done.", [1], "failed"),
        (EXACT, "(nums: int[], k: int): boolean", "Return true if it can.", [True], "passed"),
    ],
)  # fmt: skip
async def test_the_comparison_is_held_against_the_statements_words(
    judge: Judge,
    checker: Checker,
    signature: str,
    statement: str,
    outputs: list[Json],
    outcome: str,
) -> None:
    told = await checked(judge, checker, signature, statement, outputs)
    assert told.outcome == outcome, told.summary
