"""Mutants and wrong solutions: killed by tests, hunted where they are not, or equivalent."""

from dataclasses import replace

import pytest

from generation.verification.small_problem import (
    OFF_BY_ONE,
    REFERENCE,
    small_problem,
    with_solutions,
)
from problemsmith.generation.verification.attack import Attack, attack, check_attack
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.mutation import hunting
from problemsmith.generation.verification.mutation.bundle import (
    Call,
    is_too_slow,
    run_bundle,
    was_run,
)
from problemsmith.generation.verification.report import AttackerFate, Outcome
from problemsmith.generation.verification.small_inputs import make_small_inputs
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import BugClass, WrongSolution
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

SLOW_BUT_RIGHT = REFERENCE.replace(
    "    count = 0\n", "    count = sum(0 for _ in range(3_000_000))\n", 1
)


async def attacked(judge: Judge, candidate: Candidate) -> Attack:
    small = await make_small_inputs(judge, candidate.text, candidate.programs)
    return await attack(
        judge,
        candidate,
        limits=candidate.limits,
        reference_ms=[1.0] * len(candidate.cases),
        small=small.inputs,
        edges=(),
    )


async def test_many_programs_share_a_box_and_one_that_loops_stops_alone(judge: Judge) -> None:
    looping = "def run_solution(nums, k):\n    while True:\n        pass\n"
    failing = "def run_solution(nums, k):\n    return nums[99]\n"
    sources = [REFERENCE, looping, failing]
    calls = [Call(number, ([1, 2], 1)) for number in (0, 1, 1, 1, 2, 0)]
    runs = await run_bundle(
        judge, small_problem().text.signature, sources, calls, seconds=0.05, memory_mb=256
    )
    assert [run.value for run in runs if run.verdict is Verdict.ACCEPTED] == [2, 2]
    assert [is_too_slow(run) for run in runs] == [False, True, True, True, False, False]


async def test_a_slow_program_is_given_up_before_it_costs_thousands_of_slow_calls(
    judge: Judge,
) -> None:
    calls = [Call(0, ([1, 2], 1))] * 500 + [Call(1, ([1, 2], 1))]
    runs = await run_bundle(
        judge,
        small_problem().text.signature,
        [SLOW_BUT_RIGHT, REFERENCE],
        calls,
        seconds=5.0,
        memory_mb=256,
        seconds_altogether=0.5,
    )
    done = [was_run(run) for run in runs]
    assert done[0]
    assert not done[499]
    assert done[500], "the others are run all the same"
    assert not any(is_too_slow(run) for run in runs)


async def test_good_tests_kill_all_that_differs(judge: Judge) -> None:
    found = await attacked(judge, small_problem())
    assert found.score == 1.0
    assert check_attack(found).outcome is Outcome.PASSED
    fates = {one.fate for one in found.records() if one.kind == "wrongSolution"}
    assert fates == {AttackerFate.KILLED}


async def test_weak_tests_fail_with_a_small_input_for_each_survivor(judge: Judge) -> None:
    candidate = small_problem()
    weak = replace(candidate, cases=candidate.cases[1:2])
    found = await attacked(judge, weak)
    told = check_attack(found)
    assert told.outcome is Outcome.FAILED
    assert found.survivors
    caught = {number for killer in found.killers for number in killer.attackers}
    assert caught == set(found.survivors)
    assert all(len(str(killer.arguments)) < 40 for killer in found.killers)
    assert {"passesEveryTest", "code", "input", "expected"} <= told.evidence[0].keys()


async def test_one_wrong_solution_that_passes_is_one_too_many(judge: Judge) -> None:
    candidate = with_solutions(small_problem(), wrong=(_wrong_on_long_inputs(),))
    let_through = [case for case in candidate.cases if len(str(case.input)) < 40]
    found = await attacked(judge, replace(candidate, cases=tuple(let_through)))
    told = check_attack(found)
    assert found.score is not None
    assert found.score > 0.9
    assert told.outcome is Outcome.FAILED


async def test_a_program_that_never_differs_is_equivalent_and_not_counted(judge: Judge) -> None:
    same = WrongSolution(
        bug_class=BugClass.DATA, description="Only looks wrong", code=REFERENCE + "\n# same\n"
    )
    candidate = small_problem()
    wrong = (*candidate.solutions.wrong, same)
    found = await attacked(judge, with_solutions(candidate, wrong=wrong))
    [record] = [one for one in found.records() if one.description == same.description]
    assert record.fate is AttackerFate.EQUIVALENT
    assert found.score == 1.0


async def test_a_slow_way_to_be_right_is_no_kill(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hunting, "SECONDS_ALTOGETHER", 0.5)
    slow = WrongSolution(bug_class=BugClass.DATA, description="Slow", code=SLOW_BUT_RIGHT)
    candidate = small_problem()
    wrong = (*candidate.solutions.wrong, slow)
    found = await attacked(judge, with_solutions(candidate, wrong=wrong))
    [record] = [one for one in found.records() if one.description == "Slow"]
    assert record.killed_by == ()
    assert record.fate is AttackerFate.EQUIVALENT


async def test_wrong_solutions_that_all_seem_right_fail_the_check(judge: Judge) -> None:
    """Where nothing can be told apart it is not the programs that are right."""
    same = tuple(
        WrongSolution(bug_class=BugClass.DATA, description=f"Same {at}", code=f"{REFERENCE}#{at}\n")
        for at in range(3)
    )
    found = await attacked(judge, with_solutions(small_problem(), wrong=same))
    assert check_attack(found).outcome is Outcome.FAILED


async def test_a_reference_that_fails_on_an_input_of_the_search_is_doubted(judge: Judge) -> None:
    # It fails from seven numbers on, which the small inputs do not reach.
    fragile = REFERENCE.replace("    count = 0\n", "    count = [0][len(nums) // 9]\n")
    candidate = small_problem()
    few = replace(candidate, cases=candidate.cases[:2])
    found = await attacked(
        judge, with_solutions(few, reference=fragile, wrong=(_wrong_on_long_inputs(),))
    )
    assert found.disagreement
    assert "IndexError" in found.disagreement.reference


def _wrong_on_long_inputs() -> WrongSolution:
    code = OFF_BY_ONE.replace("number <= k", "number <= k if len(nums) > 8 else number < k")
    return WrongSolution(bug_class=BugClass.BOUNDARIES, description="Wrong when long", code=code)
