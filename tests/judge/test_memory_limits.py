"""Memory limits: true to 15 % of what a program takes on top of its runtime, and never forged."""

import pytest

from judge.programs import python
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups

pytestmark = pytest.mark.anyio

# Each takes that many mebibytes, in blocks of one, and tells how many it has.
TAKING = {
    "python heap": python(
        """
        def run_solution(count):
            kept = []
            for first in range(0, count * 26_214, 26_214):  # a pointer of 8 and an int of 32 bytes
                kept.append(list(range(10**6 + first, 10**6 + first + 26_214)))
            return len(kept)
        """
    ),
    "python buffers": python(
        """
        def run_solution(count):
            kept = [bytearray(1 << 20) for _ in range(count)]
            return len(kept)
        """
    ),
    "javascript heap": Program(
        """
        function runSolution(count) {
          const kept = [];
          while (kept.length < count) kept.push(new Array(131072).fill(0.5));
          return kept.length;
        }
        """,
        language="javascript",
    ),
    "javascript buffers": Program(
        """
        function runSolution(count) {
          const kept = [];
          while (kept.length < count) kept.push(new Uint8Array(1 << 20).fill(1));
          return kept.length;
        }
        """,
        language="javascript",
    ),
}


@pytest.mark.parametrize("limit", [64, 128, 256])
@pytest.mark.parametrize("taking", TAKING)
async def test_a_memory_limit_is_true_to_fifteen_percent(taking: str, limit: int) -> None:
    below, above = int(limit * 0.85), int(limit * 1.15)
    limits = Limits(memory_mb=limit, time_seconds=5)
    kinds = {True, False} if Cgroups.find().kind is not CgroupKind.NONE else {False}
    for cgroups in kinds:
        async with Judge(warm=0, cgroups=cgroups) as judge:
            passed, failed = await judge.run(TAKING[taking], [[below], [above]], limits=limits)
        assert (passed.verdict, passed.value) == (Verdict.ACCEPTED, below), passed.message
        assert failed.verdict is Verdict.MEMORY_LIMIT_EXCEEDED, failed.message
        assert below * 0.85 < passed.memory_kb / 1024 <= limit
        assert failed.memory_kb / 1024 <= limit * 1.15


@pytest.mark.parametrize("mode", list(RunMode))
async def test_words_of_a_runtime_without_memory_make_no_crash_a_memory_error(
    judge: Judge, mode: RunMode
) -> None:
    program = python(
        """
        import os, sys
        def run_solution(signal):
            os.write(2, b"# Fatal process out of memory: java.lang.OutOfMemoryError\\n")
            os.abort() if signal == 6 else os._exit(71)
        """
    )
    for number in (6, 71):
        (run,) = await judge.run(program, [[number]], mode=mode)
        assert run.verdict is Verdict.RUNTIME_ERROR
        assert "out of memory" in run.stderr


async def test_a_runtime_that_gives_up_with_its_memory_full_is_told_as_such(judge: Judge) -> None:
    program = python(
        """
        import os
        def run_solution():
            kept = bytearray(60 << 20)
            os.abort()
        """
    )
    (run,) = await judge.run(program, [[]], limits=Limits(memory_mb=64))
    assert run.verdict is Verdict.MEMORY_LIMIT_EXCEEDED


async def test_an_empty_program_takes_next_to_nothing(judge: Judge) -> None:
    for code, language in (
        ("def run_solution(): pass", "python"),
        ("runSolution = () => 1", "javascript"),
    ):
        (run,) = await judge.run(Program(code, language=language), [[]])
        assert run.memory_kb < 16 * 1024
