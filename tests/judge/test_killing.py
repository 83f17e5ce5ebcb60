"""Processes of the judge are killed at any moment: verdicts stay right, nothing is left behind."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from judge.programs import ADD, ADD_VALUES
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages.deno_runtime import deno_share
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.verdict import Verdict
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from processes import children_of_this_process, eventually

pytestmark = pytest.mark.anyio

INPUTS = [[1, 2], [3, 4], [2**80, 1]] * 4
VALUES = ADD_VALUES * 4
JAVASCRIPT = Program("const runSolution = (a, b) => BigInt(a) + BigInt(b);", language="javascript")
KILLS = 12


def litter(temporary: Path) -> set[str]:
    """What a judge could leave: open descriptors, files in the temporary folder, control groups."""
    found = Cgroups.find()
    groups = [] if found.kind is CgroupKind.NONE else found.memory.glob(f"*-{os.getpid()}-*")
    files = temporary.iterdir()
    descriptors = [_target(it) for it in Path("/proc/self/fd").iterdir()]
    kinds = ("pidfd", "memfd", "socket")
    return {*map(str, files), *map(str, groups)} | {
        f"{count} of {kind}"
        for kind in kinds
        if (count := sum(kind in name for name in descriptors))
    }


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return ""  # that of the folder itself, which is closed again


@pytest.mark.parametrize("seed", [1, 2])
async def test_kills_at_random_moments_leave_right_verdicts_and_no_litter(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = litter(tmp_path)
    chance = random.Random(seed)
    kills = 0

    def kill_one(*_: object) -> None:
        """Kill a monitor, a process 1 or a child, each time some result has come."""
        nonlocal kills
        processes = children_of_this_process()
        if processes and kills < KILLS and chance.random() < 0.2:
            kills += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(processes), signal.SIGKILL)

    await asyncio.to_thread(deno_share)  # once for a machine; killed thrice, it is told missing
    async with Judge(concurrency=3) as judge:
        submissions = [
            judge.run(program, INPUTS, mode=mode, on_run=kill_one)
            for program, mode in (
                *[(ADD, RunMode.ISOLATED)] * 4,
                *[(ADD, RunMode.BULK)] * 2,
                *[(JAVASCRIPT, RunMode.ISOLATED)] * 2,
            )
        ]
        async with asyncio.timeout(120):
            all_runs = await asyncio.gather(*submissions)
        assert kills
        for runs in all_runs:
            assert [_told(run, value) for run, value in zip(runs, VALUES, strict=True)] == [
                "right or ours"
            ] * len(VALUES)
        assert [run.value for run in await judge.run(ADD, INPUTS)] == VALUES
    assert not children_of_this_process()
    assert litter(tmp_path) == before


def _told(run: Run, value: object) -> str:
    is_right = run.verdict is Verdict.ACCEPTED and run.value == value
    is_ours = run.verdict is Verdict.INTERNAL_ERROR
    return "right or ours" if is_right or is_ours else f"{run.verdict}: {run.message}"


async def test_a_judge_that_is_killed_takes_its_boxes_with_it() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "judge.judging_for_ever"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"busy\n"
    boxes = psutil.Process(process.pid).children(recursive=True)
    assert len(boxes) >= 6  # two monitors, two of process 1, two children
    process.kill()
    await process.wait()
    await eventually(lambda: not any(_lives(box) for box in boxes))


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
