"""A worker whose event loop hangs: it is told where, and its jobs go on elsewhere."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from problemsmith.workflows import InstanceStatus, Workflow, WorkflowEngine
from problemsmith.workflows.watchdog import BLOCKED_EXIT
from workflows import blocking_app
from workflows.blocking_app import Blocking
from workflows.scenario import until

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a worker on a database; its log is in a file by its process's id."""
    started: list[subprocess.Popen[str]] = []

    def one(url: str, **env: str) -> "subprocess.Popen[str]":
        with (tmp_path / f"{len(started)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, blocking_app.__file__, url, str(tmp_path)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **env},
                stderr=log,
                text=True,
            )
        started.append(process)
        return process

    yield one
    for process in started:
        process.kill()
        process.wait()


def test_a_hung_worker_tells_where_and_ends_so_that_the_next_goes_on(
    start: Start, database_url: str, tmp_path: Path
) -> None:
    hung = start(database_url, BLOCKED_EXIT="1.5")
    assert hung.wait(60) == BLOCKED_EXIT
    told = (tmp_path / "0.log").read_text()
    assert "event loop has not answered" in told
    assert "in a_step_that_blocks" in told
    assert "the process ends itself, so that its jobs go on" in told
    heir = start(database_url)
    assert heir.wait(60) == 0
    assert asyncio.run(outcome(database_url, tmp_path)) == heir.pid


def test_a_hung_worker_is_replaced_by_a_peer_and_goes_on_when_it_answers_again(
    start: Start, postgresql_url: Callable[..., str], tmp_path: Path
) -> None:
    async def scenario() -> None:
        url = postgresql_url()
        hung = start(url)
        await until((tmp_path / "blocked").exists)
        heir = start(url)
        await until(lambda: heir.poll() == 0, 60)
        assert await outcome(url, tmp_path) == heir.pid
        assert "in a_step_that_blocks" in (tmp_path / "0.log").read_text()
        (tmp_path / "released").touch()
        await until(lambda: hung.poll() == 0, 60)
        assert "the event loop answers again" in (tmp_path / "0.log").read_text()
        assert await outcome(url, tmp_path) == heir.pid

    asyncio.run(scenario())


async def outcome(url: str, folder: Path) -> object:
    """The process that did the step, once the job is complete."""
    workflow = Workflow("blocking", Blocking, folder)
    async with WorkflowEngine(url, workflows=[workflow], worker=False):
        summary = await (await workflow.get("one")).summary()
        assert summary.status is InstanceStatus.COMPLETE
        return summary.output
