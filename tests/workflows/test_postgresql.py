"""The core scenarios on a real PostgreSQL: the same code by URL."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from problemsmith.workflows import (
    InstanceStatus,
    WorkflowEngine,
    WorkflowStep,
)
from workflows.scenario import Stage, reach, scripted, three_steps, types, until

S = InstanceStatus


@pytest.fixture
def new_database(postgresql_url: Callable[..., str]) -> str:
    return postgresql_url()


def test_pause_resume_and_restart_on_postgresql(worker: Any, new_database: str) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow, url=new_database):
            instance = await workflow.create(id="one", params={"text": "a\u0000b"})
            await stage.started["second"].wait()
            _, other = scripted(three_steps)
            async with WorkflowEngine(new_database, workflows=[other], worker=False):
                remote = await other.get("one")
                await remote.pause()
                stage.released["second"].set()
                await reach(remote, S.PAUSED)
                await remote.resume()
                assert (await remote.wait(20)).output == ["first 1", "second 1", "third 1"]
                await remote.restart(from_step="second")
                assert (await remote.wait(20)).output == ["first 1", "second 2", "third 2"]
            snapshot = await instance.status()
            assert snapshot.params == {"text": "a\u0000b"}
            assert [step.output for step in snapshot.steps] == ["first 1", "second 2", "third 2"]
            await workflow.delete("one")
            assert (await workflow.list()).items == []

    asyncio.run(scenario())


def test_waits_and_terminate_on_postgresql(worker: Any, new_database: str) -> None:
    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> str:
        await step.sleep("nap", 0.05)
        received = await step.wait_for_event("ask", "go")
        await step.do("held", stage.held)
        return str(received.payload)

    async def scenario() -> None:
        stage, workflow = scripted(script)
        async with worker(workflow, url=new_database, concurrency=2):
            many = [await workflow.create(params=number) for number in range(5)]
            for instance in many:
                await instance.wait_until(lambda seen: seen.status is S.WAITING, 20)
            await many[0].send_event("go", "now")
            await stage.started["held"].wait()
            await many[0].terminate()
            await until(lambda: stage.cancelled, seconds=2)
            stage.released["held"].set()
            await asyncio.gather(*(instance.send_event("go", "all") for instance in many[1:]))
            for instance in many[1:]:
                assert (await instance.wait(20)).output == "all"

    asyncio.run(scenario())


def test_a_stopped_worker_goes_on_later_on_postgresql(worker: Any, new_database: str) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow, url=new_database):
            await workflow.create(id="stopped", params=None)
            await stage.started["second"].wait()
        again, second = scripted(three_steps)
        again.released["second"].set()
        async with worker(second, url=new_database):
            instance = await second.get("stopped")
            assert (await instance.wait(20)).output == ["first 1", "second 1", "third 1"]
            assert again.calls == {"second": 1, "third": 1}
            assert (await types(instance)).count("attempt_started second") == 2

    asyncio.run(scenario())
