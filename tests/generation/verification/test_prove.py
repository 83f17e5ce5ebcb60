"""A whole problem examined, mended by the machine, and examined again."""

from dataclasses import replace

import pytest

from generation.verification.small_problem import (
    REFERENCE,
    VALIDATOR,
    small_problem,
    with_text,
    with_validator,
)
from problemsmith.generation.verification.ambiguity import compare_blind
from problemsmith.generation.verification.determinism import (
    check_determinism,
    may_depend_on_hashing,
)
from problemsmith.generation.verification.oracles import check_oracles
from problemsmith.generation.verification.report import Outcome
from problemsmith.generation.verification.small_inputs import make_small_inputs
from problemsmith.generation.verification.verify import prove
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import JudgeTest, Program
from problemsmith.problem.problem import TestOrigin
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

POOR_GENERATOR = """\
def generate(seed):
    return [[seed % 3], 1]
"""


async def test_a_sound_problem_passes_every_check_and_is_left_as_it_is(judge: Judge) -> None:
    candidate = small_problem()
    proof = await prove(judge, candidate)
    assert [check.name for check in proof.findings.failed] == []
    assert [check.name for check in proof.findings.checks] == [
        "workedExamples",
        "oracleAgreement",
        "validInputs",
        "validator",
        "constraints",
        "sizes",
        "types",
        "checker",
        "determinism",
        "limits",
        "wrongSolutions",
    ]
    assert proof.candidate.cases == candidate.cases
    assert proof.findings.mutation_score == 1.0


async def test_agreement_on_the_three_inputs_of_a_poor_generator_proves_nothing(
    judge: Judge,
) -> None:
    sound = small_problem()
    programs = sound.programs.model_copy(update={"small_generator": POOR_GENERATOR})
    small = await make_small_inputs(judge, sound.text, programs)
    agreement = await check_oracles(
        judge, sound.text, programs, sound.solutions, sound.cases, small
    )
    [*_, check] = agreement.checks
    assert check.outcome is Outcome.FAILED
    assert check.summary.startswith("the small generator gives 3 inputs only, and never")


async def test_weak_tests_get_the_inputs_that_they_lack_with_the_references_answers(
    judge: Judge,
) -> None:
    candidate = small_problem()
    weak = replace(candidate, cases=(candidate.cases[1], candidate.cases[4]))
    proof = await prove(judge, weak)
    assert not proof.findings.failed
    assert proof.findings.mutation_score == 1.0
    added = [case for case in proof.candidate.cases if case.origin is TestOrigin.HUNT]
    assert proof.added == len(added) > 0
    tests = [JudgeTest(case.input or (), case.expected) for case in added]
    program = Program(code=REFERENCE, signature=candidate.text.signature)
    assert (await judge.judge(program, tests)).verdict is Verdict.ACCEPTED
    assert all("fails a wrong program" in case.description for case in added)
    assert len({case.position for case in proof.candidate.cases}) == len(proof.candidate.cases)
    again = await prove(judge, weak)
    assert again.candidate.cases == proof.candidate.cases, "the same proof every time"


async def test_a_size_that_no_test_comes_near_gets_one(judge: Judge) -> None:
    candidate = with_validator(
        with_text(
            small_problem(),
            constraints=("1 <= nums.length <= 900", "-100 <= nums[i] <= 100", "-100 <= k <= 100"),
        ),
        VALIDATOR.replace("<= 50", "<= 900"),
    )
    proof = await prove(judge, candidate)
    assert not proof.findings.failed
    [grown] = [case for case in proof.candidate.cases if case.origin is TestOrigin.SIZE]
    assert grown.input
    assert len(str(grown.input[0])) > 900


async def test_a_reference_that_depends_on_the_order_of_hashing_is_not_deterministic(
    judge: Judge,
) -> None:
    candidate = small_problem()
    shaky = "def run_solution(nums, k):\n    return hash('a')\n"
    program = Program(code=shaky, signature=candidate.text.signature)
    runs = await judge.run(program, [case.input or () for case in candidate.cases])
    cases = [
        case.model_copy(update={"expected": run.value})
        for case, run in zip(candidate.cases, runs, strict=True)
    ]
    found = await check_determinism(judge, candidate.text, shaky, cases, (), candidate.limits)
    assert found.check.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def run_solution(a):\n    return list({*a})\n", True),
        ("def run_solution(a):\n    return sorted(set(a))\n", True),
        ("def run_solution(a):\n    return [n for n in a if n in {1: 2}]\n", False),
    ],
)
def test_programs_that_hashing_may_show_in_are_run_under_many_seeds(
    code: str, *, expected: bool
) -> None:
    assert may_depend_on_hashing(code) is expected


async def test_a_reference_that_remembers_or_changes_its_arguments_fails(judge: Judge) -> None:
    candidate = small_problem()
    for code in (
        "seen = []\n"
        + REFERENCE.replace("    count = 0\n", "    seen.append(1)\n    count = 0\n").replace(
            "return count", "return count + len(seen) - 1"
        ),
        REFERENCE.replace("    return count", "    nums.append(0)\n    return count"),
    ):
        found = await check_determinism(
            judge, candidate.text, code, candidate.cases, (), candidate.limits
        )
        assert found.check.outcome is Outcome.FAILED


async def test_solvers_who_read_the_statement_otherwise_outvote_the_reference(
    judge: Judge,
) -> None:
    text = small_problem().text
    strictly = REFERENCE.replace("number < k", "number <= k")
    small = [([1, 2, 3], 2), ([5, 5], 5), ([0], 1)]
    inputs = [tuple(one) for one in small]
    agreed = await compare_blind(judge, text, REFERENCE, [REFERENCE, strictly, REFERENCE], inputs)
    assert agreed.outcome is Outcome.PASSED
    assert agreed.numbers["agreeing"] == 2
    assert agreed.evidence, "the inputs on which they part are shown"
    outvoted = await compare_blind(judge, text, REFERENCE, [strictly, strictly, REFERENCE], inputs)
    assert outvoted.outcome is Outcome.FAILED
