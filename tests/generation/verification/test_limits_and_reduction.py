"""Limits that mean the same elsewhere, and the fewest tests that do the same work."""

import pytest

from generation.verification.small_problem import case
from problemsmith.generation.verification.limits import (
    calibrated,
    check_limits,
    kept,
    limits_here,
    measure_machine,
)
from problemsmith.generation.verification.reduction import MOST_TESTS, reduced_tests
from problemsmith.generation.verification.report import MachineSpeed, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Limits

HERE = MachineSpeed(workload_ms=30.0, speed=1.0)
TWICE_AS_FAST = MachineSpeed(workload_ms=15.0, speed=2.0)


def test_the_limit_is_four_times_the_slowest_solution_and_at_least_a_second() -> None:
    assert calibrated(700.0, 256, HERE).time_seconds == 2.8
    assert calibrated(3.0, 256, HERE).time_seconds == 1.0
    assert calibrated(90_000.0, 256, HERE).time_seconds == 60.0


def test_a_limit_is_scaled_by_the_speed_of_the_machine_that_it_came_from() -> None:
    proved = calibrated(700.0, 256, TWICE_AS_FAST)
    assert proved.reference_time_seconds == 5.6
    assert limits_here(proved, HERE).time_seconds == 5.6
    assert limits_here(proved, TWICE_AS_FAST).time_seconds == 2.8


def test_a_limit_below_twice_the_slowest_solution_fails() -> None:
    proposed = calibrated(700.0, 256, HERE)
    assert check_limits(Limits(time_seconds=1.3), proposed).outcome is Outcome.FAILED
    assert check_limits(Limits(time_seconds=1.4), proposed).outcome is Outcome.PASSED


def test_limits_stay_from_round_to_round_while_they_leave_enough() -> None:
    earlier = calibrated(300.0, 256, HERE)
    same = kept(earlier, calibrated(600.0, 256, HERE))
    assert (same.time_seconds, same.slowest_ms) == (1.2, 600.0)
    assert kept(earlier, calibrated(700.0, 256, HERE)).time_seconds == 2.8


@pytest.mark.anyio
async def test_the_machines_speed_is_measured_in_the_sandbox(judge: Judge) -> None:
    machine = await measure_machine(judge)
    assert machine.workload_ms > 0
    assert machine.speed > 0


def test_the_reduced_tests_fail_the_same_programs_and_keep_the_samples() -> None:
    cases = [case(at, (at,), at) for at in range(5)]
    kept = reduced_tests(cases, [(1, 2), (2, 3), (3,), (2,), ()])
    assert kept == (0, 2, 3)


def test_a_test_made_needless_by_later_choices_is_taken_out_again() -> None:
    cases = [case(at, (at,), at) for at in range(4)]
    # The greedy choice is 3; then 1 and 2 are needed, which together do without it.
    kept = reduced_tests(cases, [(1, 3), (1, 3), (2, 3), (2, 3), (1,), (2,)])
    assert kept == (0, 1, 2)


def test_the_reduced_set_is_never_larger_than_trainers_keep() -> None:
    cases = [case(at, (at,), at) for at in range(40)]
    assert len(reduced_tests(cases, [(at,) for at in range(40)])) == MOST_TESTS
