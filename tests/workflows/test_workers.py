"""Several workers on one PostgreSQL: they share the work, and stand in for each other."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from problemsmith.workflows import InstanceStatus, Workflow, WorkflowEngine, WorkflowInstance
from workflows import chaos_app
from workflows.chaos_app import Chaos
from workflows.scenario import types, until

S = InstanceStatus
STEPS = ("step0", "step1", "step2", "last")


@pytest.fixture
def url(postgresql_url: Callable[..., str]) -> str:
    return postgresql_url()


class Workers:
    """Worker processes on one database. Each makes the jobs, or finds them made."""

    def __init__(self, url: str, notes: Path, jobs: int) -> None:
        self.url, self.notes, self.jobs = url, notes, jobs
        self.processes: list[subprocess.Popen[str]] = []

    def start(self) -> "subprocess.Popen[str]":
        """One more, ready to work."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "CHAOS_FROZEN_SECONDS": "4",
            "CHAOS_STEP_SECONDS": "0.3",
        }
        process = subprocess.Popen(
            [sys.executable, chaos_app.__file__, self.url, str(self.notes), str(self.jobs)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        return process

    def lines(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    async def all_end_well(self) -> None:
        """Wait for every job, and look that each step was told to end once."""
        async with self.client() as workflow:
            for index in range(self.jobs):
                instance = await workflow.get(f"job-{index}")
                summary = await instance.wait(90)
                assert (summary.status, summary.output) == (S.COMPLETE, 4)
                seen = Counter(await types(instance))
                assert {name: seen[f"step_completed {name}"] for name in STEPS} == dict.fromkeys(
                    STEPS, 1
                )
                assert {name: seen[f"attempt_completed {name}"] for name in STEPS} == dict.fromkeys(
                    STEPS, 1
                )

    @contextlib.asynccontextmanager
    async def client(self) -> Any:
        workflow = Workflow("chaos", Chaos, self.notes)
        async with WorkflowEngine(self.url, workflows=[workflow], worker=False):
            yield workflow


@pytest.fixture
def workers(url: str, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(url, tmp_path / "notes", jobs=16)
    yield made
    for process in made.processes:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_workers_share_the_jobs_and_run_none_twice(workers: Workers) -> None:
    first, second = workers.start(), workers.start()
    asyncio.run(workers.all_end_well())
    ends = [line.split() for line in workers.lines() if line.startswith("end")]
    assert max(Counter((job, step) for _, job, step, _ in ends).values()) == 1
    by_process = Counter(int(process) for _, _, _, process in ends)
    assert set(by_process) == {first.pid, second.pid}


def test_what_a_killed_worker_held_goes_on_elsewhere_within_seconds(workers: Workers) -> None:
    async def scenario() -> None:
        workers.jobs = 8
        victim, heir = workers.start(), workers.start()
        await until(lambda: any(line.endswith(f" {victim.pid}") for line in workers.lines()))
        victim.kill()
        await workers.all_end_well()
        assert workers.lines()[-1].endswith(f" {heir.pid}")
        await until(lambda: heir.poll() == 0)
        assert registered(workers.url) == 0, "the dead one is forgotten, too"

    asyncio.run(scenario())


def test_anybody_sees_who_works_and_who_was_killed_no_more(workers: Workers) -> None:
    async def scenario() -> None:
        victim, other = workers.start(), workers.start()
        async with workers.client() as workflow:
            engine: WorkflowEngine = workflow.engine
            seen = await engine.workers()
            assert {one.pid for one in seen} == {victim.pid, other.pid}
            assert all(one.silent_seconds is not None and one.last_beat for one in seen)
            assert all(0 <= one.instances <= one.concurrency == 4 for one in seen)
            other.kill(), other.wait()
            await until(lambda: sees(engine, victim))
            victim.kill(), victim.wait()
            # There is no peer left that could declare it lost.
            await until(lambda: sees(engine))

    asyncio.run(scenario())


async def sees(engine: WorkflowEngine, *processes: "subprocess.Popen[str]") -> bool:
    return [one.pid for one in await engine.workers()] == [process.pid for process in processes]


def test_a_frozen_worker_is_replaced_and_harmless_when_it_wakes(workers: Workers) -> None:
    async def scenario() -> None:
        frozen = workers.start()
        await until(lambda: len(workers.lines()) > 10)
        frozen.send_signal(signal.SIGSTOP)
        workers.start()
        await workers.all_end_well()
        # It wakes among jobs that have all ended: what it was doing changes nothing.
        stories = await told(workers)
        frozen.send_signal(signal.SIGCONT)
        await until(lambda: frozen.poll() == 0)
        assert await told(workers) == stories

    asyncio.run(scenario())


def test_workers_go_on_when_the_database_comes_back(workers: Workers) -> None:
    async def scenario() -> None:
        workers.jobs = 24
        workers.start(), workers.start()
        for _ in range(3):
            cut_all_connections(workers.url)
            seen = len(workers.lines())
            await until(lambda seen=seen: len(workers.lines()) > seen or ended(workers), 20)
        await workers.all_end_well()
        assert all(
            process.poll() is None or process.returncode == 0 for process in workers.processes
        )

    asyncio.run(scenario())


def ended(workers: Workers) -> bool:
    return sum(line.startswith("end") for line in workers.lines()) >= workers.jobs * len(STEPS)


async def told(workers: Workers) -> list[list[str]]:
    async with workers.client() as workflow:
        instances: list[WorkflowInstance] = [
            await workflow.get(f"job-{index}") for index in range(workers.jobs)
        ]
        return [await types(instance) for instance in instances]


def registered(url: str) -> int:
    return int(_scalar(url, "SELECT count(*) FROM workflow_instance_workers"))


def cut_all_connections(url: str) -> None:
    _scalar(
        url,
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def _scalar(url: str, statement: str) -> Any:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
        assert row is not None
        return row[0]
