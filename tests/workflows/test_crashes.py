"""kill -9 at random moments, then a restart: all ends, nothing that returned runs again."""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from problemsmith.workflows import (
    InstanceStatus,
    WorkerAlreadyRunningError,
    Workflow,
    WorkflowEngine,
    WorkflowStep,
)
from workflows import chaos_app
from workflows.chaos_app import Chaos
from workflows.scenario import Stage, reach, scripted, three_steps, types, until

S = InstanceStatus
JOBS = 6


def start(url: str, notes: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, str(Path(chaos_app.__file__)), url, str(notes), str(JOBS)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_jobs_end_however_often_the_process_is_killed(tmp_path: Path, database_url: str) -> None:
    notes = tmp_path / "notes"
    chance = random.Random(20260701)
    kills = 0
    for _ in range(4):
        process = start(database_url, notes)
        assert line_of(process) == "started"
        # The random moment is what this test is about.
        time.sleep(chance.uniform(0.05, 0.5))
        kills += process.poll() is None
        kill(process)
    process = start(database_url, notes)
    assert [line_of(process), line_of(process)] == ["started", "done"]
    assert process.wait(30) == 0
    assert process.stdout is not None
    process.stdout.close()
    assert kills >= 2

    async def check() -> None:
        workflow = Workflow("chaos", Chaos, notes)
        async with WorkflowEngine(database_url, workflows=[workflow], worker=False):
            for index in range(JOBS):
                instance = await workflow.get(f"job-{index}")
                snapshot = await instance.status()
                assert (snapshot.status, snapshot.output) == (S.COMPLETE, 4)
                assert [step.name for step in snapshot.steps] == [
                    "step0",
                    "step1",
                    "step2",
                    "nap",
                    "last",
                ]
                assert all(step.success for step in snapshot.steps)
                seen = Counter(await types(instance))
                for step in ("step0", "step1", "step2", "last"):
                    # Told exactly once, whatever the crash kept from being written.
                    assert seen[f"attempt_completed {step}"] == 1
                    assert seen[f"step_completed {step}"] == 1
                assert seen["workflow_completed"] == 1

    asyncio.run(check())
    with contextlib.closing(sqlite3.connect(tmp_path / "database.sqlite")) as database:
        for table in ("workflow_instance_workers", "queues"):
            (left,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert left == 0, f"the dead leave nothing in {table}"
    lines = Counter(line.rpartition(" ")[0] for line in notes.read_text().splitlines())
    ends = {line: count for line, count in lines.items() if line.startswith("end")}
    assert len(ends) == JOBS * 4
    # A kill may fall between the last line of a step and its result being kept, nowhere else:
    # at most one such step for each instance that ran at the time.
    assert sum(count - 1 for count in ends.values()) <= kills * 4


def test_a_second_worker_on_the_file_is_refused_until_the_first_is_dead(
    tmp_path: Path, database_url: str
) -> None:
    process = start(database_url, tmp_path / "notes")
    assert line_of(process) == "started"

    async def attempt() -> None:
        workflow = Workflow("chaos", Chaos, tmp_path / "notes")
        async with WorkflowEngine(database_url, workflows=[workflow]):
            for index in range(JOBS):
                await (await workflow.get(f"job-{index}")).wait(30)

    with pytest.raises(WorkerAlreadyRunningError, match=str(process.pid)) as refusal:
        asyncio.run(attempt())
    assert refusal.value.pid == process.pid
    # All jobs must be there before the first worker dies.
    asyncio.run(_all_created(database_url, tmp_path / "notes"))
    kill(process)
    asyncio.run(attempt())


async def _all_created(url: str, notes: Path) -> None:
    workflow = Workflow("chaos", Chaos, notes)
    async with WorkflowEngine(url, workflows=[workflow], worker=False):

        async def all_there() -> bool:
            return len((await workflow.list()).items) == JOBS

        await until(all_there)


def test_a_stop_in_the_middle_of_a_step_loses_nothing_and_tells_the_truth(
    worker: Any, database_url: str
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(id="stopped", params=None)
            await stage.started["second"].wait()
        assert stage.cancelled == ["second"]
        _, client = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[client], worker=False):
            assert (await (await client.get("stopped")).summary()).status is S.QUEUED
        again, second = scripted(three_steps)
        again.released["second"].set()
        async with worker(second):
            instance = await second.get("stopped")
            assert (await instance.wait(20)).output == ["first 1", "second 1", "third 1"]
            assert again.calls == {"second": 1, "third": 1}
            events = [
                event
                async for event in instance.events()
                if event.type == "attempt_started" and event.step == "second"
            ]
            assert [(event.attempt, event.data.get("recovered")) for event in events] == [
                (1, None),
                (1, True),
            ]
            step = (await instance.status()).steps[1]
            assert len(step.attempts) == 1

    asyncio.run(scenario())


def test_a_workflow_whose_code_changed_under_it_says_so(worker: Any) -> None:
    async def before(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("old", stage.quick)
        await step.wait_for_event("ask", "go")

    async def after(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("new", stage.quick)

    async def scenario() -> None:
        _, workflow = scripted(before)
        async with worker(workflow):
            await reach(await workflow.create(id="changed", params=None), S.WAITING)
        _, second = scripted(after)
        async with worker(second):
            instance = await second.get("changed")
            await instance.send_event("go")
            error = (await instance.wait(20)).error
            assert error is not None
            assert error.code == "workflow.changed"
            await instance.restart()
            assert (await instance.wait(20)).status is S.COMPLETE

    asyncio.run(scenario())


def test_an_instance_of_a_workflow_the_worker_does_not_know_is_told_so(worker: Any) -> None:
    async def scenario() -> None:
        _, unknown = scripted(three_steps, "unknown")
        async with worker(unknown, worker=False):
            await unknown.create(id="lonely", params=None)
        _, workflow = scripted(three_steps)
        async with worker(workflow) as engine:
            _, again = scripted(three_steps, "unknown")
            engine.add(again)
            error = (await (await again.get("lonely")).wait(20)).error
            assert error is not None
            assert error.code == "workflow.unknown"

    asyncio.run(scenario())
