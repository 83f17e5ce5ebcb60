"""Bulk runs: many calls share a process, and give what a process each would give."""

import pytest

from judge.programs import python
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio


async def test_bulk_shares_a_process_and_isolated_does_not(judge: Judge) -> None:
    program = python(
        """
        calls = []
        def run_solution(a):
            calls.append(a)
            return len(calls)
        """
    )
    inputs = [[0]] * 5
    isolated = await judge.run(program, inputs)
    bulk = await judge.run(program, inputs, mode=RunMode.BULK)
    assert [run.value for run in isolated] == [1, 1, 1, 1, 1]
    assert [run.value for run in bulk] == [1, 2, 3, 4, 5]


async def test_bulk_gives_what_isolated_gives(judge: Judge) -> None:
    program = python(
        """
        import os
        def run_solution(a):
            if a % 50 == 13:
                raise ValueError(a)
            if a % 100 == 42:
                os._exit(3)
            return {"square": a * a}
        """
    )
    inputs = [[number] for number in range(200)]
    isolated = await judge.run(program, inputs)
    bulk = await judge.run(program, inputs, mode=RunMode.BULK)
    assert [(run.verdict, run.value, run.message) for run in bulk] == [
        (run.verdict, run.value, run.message) for run in isolated
    ]


async def test_bulk_goes_on_in_a_fresh_process_when_results_fill_the_file(judge: Judge) -> None:
    program = python("def run_solution(a): return 'x' * 3_000_000 + str(a)\n")
    runs = await judge.run(program, [[n] for n in range(40)], mode=RunMode.BULK)
    assert {run.verdict for run in runs} == {Verdict.ACCEPTED}
    assert [str(run.value)[-1] for run in runs] == [str(n)[-1] for n in range(40)]


async def test_bulk_gives_each_call_its_own_time(judge: Judge) -> None:
    program = python("def run_solution(a): return sum(0 for _ in range(1_000_000))\n")
    limits = Limits(time_seconds=0.5, memory_mb=256)
    runs = await judge.run(program, [[n] for n in range(120)], limits=limits, mode=RunMode.BULK)
    assert {run.verdict for run in runs} == {Verdict.ACCEPTED}
    assert sum(run.time_ms for run in runs) > 6 * limits.time_seconds * 1e3, "a fair trial"
