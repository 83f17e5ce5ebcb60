"""The validator check: statement, validator and data against one another."""

import pytest

from generation.verification.small_problem import (
    INPUTS,
    VALIDATOR,
    case,
    small_problem,
    with_text,
    with_validator,
)
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.report import Outcome
from problemsmith.generation.verification.validator import ValidatorFindings, check_validator
from problemsmith.judge.judge import Judge

pytestmark = pytest.mark.anyio

SMALL: list[tuple[list[int], int]] = [([number, 2], -number) for number in range(1, 9)]


async def checked(judge: Judge, candidate: Candidate) -> ValidatorFindings:
    return await check_validator(
        judge, candidate.text, candidate.programs, candidate.cases, [tuple(one) for one in SMALL]
    )


def failed(findings: ValidatorFindings) -> list[str]:
    return [check.name for check in findings.checks if check.outcome is Outcome.FAILED]


async def test_a_right_validator_passes_with_inputs_on_every_bound(judge: Judge) -> None:
    findings = await checked(judge, small_problem())
    assert failed(findings) == []
    assert any(len(nums) == 50 for nums, _ in findings.edges if isinstance(nums, list))
    assert {k for _, k in findings.edges} >= {-100, 100}


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("<= 50", "<= 51", "rejects what the constraints forbid: 1 <= nums.length <= 50"),
        ("1 <= len", "0 <= len", "rejects what the constraints forbid: 1 <= nums.length <= 50"),
        ("<= number <= 100", "<= number", "rejects what the constraints forbid: -100 <= nums[i]"),
        ("-100 <= k", "-101 <= k", "rejects what the constraints forbid: -100 <= k <= 100"),
        ("k <= 100", "k < 100", "accepts what the constraints allow: -100 <= k <= 100"),
        ("-100 <= number", "-100 < number", "accepts what the constraints allow: -100 <= nums[i]"),
        ("all(map(is_int, nums))", "True", "rejects arguments of a wrong type"),
    ],
)
async def test_a_validator_one_step_off_is_caught_with_the_input_that_shows_it(
    judge: Judge, right: str, wrong: str, rule: str
) -> None:
    code = VALIDATOR.replace(right, wrong)
    assert code != VALIDATOR
    findings = await checked(judge, with_validator(small_problem(), code))
    assert failed(findings) == ["validator"]
    assert any(rule in fault.rule and fault.input for fault in findings.faults)


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("k <= 100", "k <= 40", "accepts what the constraints allow: -100 <= k <= 100"),
        ("-100 <= k", "-30 <= k", "accepts what the constraints allow: -100 <= k <= 100"),
        ("<= 50", "<= 20", "accepts what the constraints allow: 1 <= nums.length <= 50"),
    ],
)
async def test_a_validator_that_stops_far_short_of_a_bound_is_caught_at_its_cutoff(
    judge: Judge, right: str, wrong: str, rule: str
) -> None:
    code = VALIDATOR.replace(right, wrong)
    findings = await checked(judge, with_validator(small_problem(), code))
    assert "validator" in failed(findings)
    assert any(rule in fault.rule and fault.input for fault in findings.faults)


async def test_characters_and_distinctness_are_tried_too(judge: Judge) -> None:
    accepts_all = "def validate(nums, k):\n    return True\n"
    candidate = with_text(
        with_validator(small_problem(), accepts_all), constraints=("All the nums are distinct.",)
    )
    findings = await checked(judge, candidate)
    assert any("distinct" in fault.rule for fault in findings.faults)


async def test_data_beyond_the_statements_bounds_is_found_without_the_validator(
    judge: Judge,
) -> None:
    lenient = VALIDATOR.replace("<= k <= 100", "<= k <= 10**9")
    candidate = with_validator(small_problem((*INPUTS, ([1], 500))), lenient)
    findings = await checked(judge, candidate)
    assert "constraints" in failed(findings)
    [told] = [check for check in findings.checks if check.name == "constraints"]
    assert told.evidence[0]["found"] == 500


async def test_tests_far_from_the_upper_size_fail(judge: Judge) -> None:
    candidate = with_text(small_problem(), constraints=("1 <= nums.length <= 50000",))
    validator = VALIDATOR.replace("<= 50", "<= 50000")
    findings = await checked(judge, with_validator(candidate, validator))
    assert failed(findings) == ["sizes"]


async def test_a_test_that_the_validator_refuses_fails(judge: Judge) -> None:
    candidate = small_problem()
    cases = (*candidate.cases, case(7, ([], 1), 0))
    findings = await check_validator(judge, candidate.text, candidate.programs, cases, [])
    assert "validInputs" in failed(findings)
