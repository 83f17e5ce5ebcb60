"""Cancelling, faults of ours and the bounds on what runs at once; nothing is ever left behind."""

import asyncio
import contextlib
import os
import signal

import pytest

from judge.programs import ADD, ADD_INPUTS, python
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import JudgeTest, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from processes import children_of_this_process, eventually

pytestmark = pytest.mark.anyio

SLEEPER = python("import time\ndef run_solution(a): time.sleep(a)\n")
ENDLESS = Limits(time_seconds=60)


def box_processes() -> list[int]:
    """Process ids of bubblewrap's monitors and of everything below them."""
    return children_of_this_process()


def kill_all(processes: list[int]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):  # gone with one killed before it
            os.kill(process, signal.SIGKILL)


async def started(judge: Judge) -> "asyncio.Task[object]":
    """A run that is under way and would take a minute."""
    seen = asyncio.Event()
    task = asyncio.create_task(
        judge.run(SLEEPER, [[0], [60]], limits=ENDLESS, on_run=lambda *_: seen.set())
    )
    await seen.wait()
    return task


async def test_a_cancelled_run_leaves_no_process() -> None:
    async with Judge(warm=0) as judge:
        task = await started(judge)
        assert box_processes()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await eventually(lambda: not box_processes())
        assert (await judge.run(ADD, ADD_INPUTS))[0].value == 3


async def test_a_closed_judge_leaves_no_process() -> None:
    async with Judge(warm=3) as judge:
        await judge.run(ADD, ADD_INPUTS)
        assert box_processes()
    assert not box_processes()


async def test_a_stream_closed_early_leaves_no_process() -> None:
    async with Judge(warm=0) as judge:
        stream = judge.stream(SLEEPER, [JudgeTest((0,)), JudgeTest((60,))], limits=ENDLESS)
        async for index, _ in stream:
            assert index == 0
            break
        await stream.aclose()
        await eventually(lambda: not box_processes())


async def test_a_run_cancelled_while_its_box_boots_leaves_no_process() -> None:
    async with Judge(warm=0) as judge:
        for turns in range(12):
            task = asyncio.create_task(judge.run(ADD, ADD_INPUTS))
            for _ in range(turns):
                await asyncio.sleep(0.003)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await eventually(lambda: not box_processes())


@pytest.mark.parametrize("mode", list(RunMode))
async def test_a_box_killed_from_outside_is_no_fault_of_the_program(mode: RunMode) -> None:
    """The tests without a verdict are run again in a second box."""
    program = python("import time\ndef run_solution(a): time.sleep(0.02); return a\n")
    async with Judge(warm=0) as judge:
        inputs = [[number] for number in range(30)]
        killed: list[int] = []

        def kill_once(index: int, _: object) -> None:
            if index == 10 and not killed:
                killed.extend(box_processes())
                kill_all(killed)

        runs = await judge.run(program, inputs, mode=mode, on_run=kill_once)
        assert killed
        assert [run.value for run in runs] == list(range(30))


async def test_a_box_killed_twice_is_an_internal_error() -> None:
    async with Judge(warm=0) as judge:
        task = asyncio.ensure_future(started(judge))
        run = await task
        for _ in range(2):
            await eventually(lambda: len(box_processes()) >= 3)  # monitor, process 1, child
            kill_all(box_processes())
            await eventually(lambda: len(box_processes()) != 3)
        runs = await run
        assert isinstance(runs, list)
        assert [it.verdict for it in runs] == [Verdict.ACCEPTED, Verdict.INTERNAL_ERROR]
        assert "the program is not to blame" in runs[1].message
