"""Sleeps and waits for events: they survive, they hold no worker, they come to an end."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from problemsmith.workflows import (
    InstanceStateError,
    InstanceStatus,
    ValueTooLargeError,
    WaitTimeoutError,
    WorkflowEngine,
    WorkflowStep,
)
from workflows.scenario import Stage, reach, scripted, types

S = InstanceStatus


class Approval(BaseModel):
    approved: bool


async def approved(stage: Stage, _event: Any, step: WorkflowStep) -> bool:
    await step.do("before", stage.quick)
    received = await step.wait_for_event("ask", "approval", payload_type=Approval)
    await step.do("after", stage.quick)
    return received.payload.approved


def test_an_event_ends_the_wait_and_no_step_runs_twice(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await reach(instance, S.WAITING)
            await instance.send_event("other", 1)
            assert (await instance.summary()).status is S.WAITING
            await instance.send_event("approval", {"approved": True})
            assert (await instance.wait(20)).output is True
            assert stage.calls == {"before": 1, "after": 1}
            step = (await instance.status()).steps[1]
            assert (step.type, step.success, step.output) == (
                "waitForEvent",
                True,
                {"approved": True},
            )

    asyncio.run(scenario())


def test_an_event_sent_before_the_wait_began_is_kept(worker: Any, database_url: str) -> None:
    async def scenario() -> None:
        _, client = scripted(approved)
        async with WorkflowEngine(database_url, workflows=[client], worker=False):
            instance = await client.create(id="early", params=None)
            await instance.send_event("approval", {"approved": False})
        _, workflow = scripted(approved)
        async with worker(workflow):
            assert (await (await workflow.get("early")).wait(20)).output is False

    asyncio.run(scenario())


def test_an_awaited_event_is_taken_by_an_open_wait_or_refused(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await reach(instance, S.WAITING)
            with pytest.raises(InstanceStateError, match="does not wait for an event other"):
                await instance.send_event("other", 1, awaited=True)
            sent = [
                instance.send_event("approval", {"approved": True}, awaited=True) for _ in range(2)
            ]
            refused = [one for one in await asyncio.gather(*sent, return_exceptions=True) if one]
            assert [type(one) for one in refused] == [InstanceStateError]
            await instance.wait(20)
            assert stage.calls == {"before": 1, "after": 1}

    asyncio.run(scenario())


def test_events_are_delivered_once_each_oldest_first(worker: Any) -> None:
    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> list[Any]:
        return [(await step.wait_for_event(f"wait {n}", "number")).payload for n in range(3)]

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            for number in range(3):
                await instance.send_event("number", number)
            assert (await instance.wait(20)).output == [0, 1, 2]

    asyncio.run(scenario())


def test_a_wait_without_an_event_times_out(worker: Any) -> None:
    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> str:
        try:
            await step.wait_for_event("ask", "approval", timeout=0.05)
        except WaitTimeoutError as error:
            return error.code
        return "unexpected"

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            assert (await instance.wait(20)).output == "wait.timeout"
            assert "wait_timed_out ask" in await types(instance)

    asyncio.run(scenario())


def test_a_sleep_survives_a_restart_of_the_worker(worker: Any) -> None:
    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> str:
        await step.do("before", stage.quick)
        await step.sleep("nap", timedelta(seconds=0.5))
        return await step.do("after", stage.quick)

    async def scenario() -> None:
        stage, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(id="sleeper", params=None)
            await reach(instance, S.WAITING)
        again, second = scripted(script)
        async with worker(second):
            instance = await second.get("sleeper")
            assert (await instance.wait(20)).output == "after 1"
            assert (stage.calls, again.calls) == ({"before": 1}, {"after": 1})
            assert (await types(instance)).count("sleep_completed nap") == 1

    asyncio.run(scenario())


def test_a_sleep_until_a_past_moment_does_not_wait(worker: Any) -> None:
    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.sleep_until("gone", datetime(2000, 1, 1, tzinfo=UTC))

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await instance.wait(20)
            assert "workflow_waiting" not in await types(instance)

    asyncio.run(scenario())


def test_waiting_instances_hold_no_worker(worker: Any) -> None:
    async def script(stage: Stage, event: Any, step: WorkflowStep) -> str:
        if event.payload == "wait":
            await step.wait_for_event("ask", "never")
        return await step.do("quick", stage.quick)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow, concurrency=2):
            waiting = [await workflow.create(params="wait") for _ in range(50)]
            for instance in waiting:
                await reach(instance, S.WAITING)
            assert (await (await workflow.create(params="go")).wait(20)).output == "quick 1"

    asyncio.run(scenario())


def test_a_paused_wait_takes_the_event_when_it_is_resumed(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await reach(instance, S.WAITING)
            assert await instance.pause() is S.PAUSED
            await instance.send_event("approval", {"approved": True})
            assert (await instance.summary()).status is S.PAUSED
            await instance.resume()
            assert (await instance.wait(20)).output is True

    asyncio.run(scenario())


def test_a_restart_asks_again_for_an_event(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await instance.send_event("approval", {"approved": True})
            await instance.wait(20)
            await instance.restart(from_step="ask")
            await reach(instance, S.WAITING)
            await instance.send_event("approval", {"approved": False})
            assert (await instance.wait(20)).output is False

    asyncio.run(scenario())


def test_events_that_cannot_be_sent_are_refused(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            with pytest.raises(ValueTooLargeError, match="1,048,576"):
                await instance.send_event("approval", "x" * 1024 * 1024)
            with pytest.raises(ValueError, match="printable"):
                await instance.send_event("", None)
            await instance.terminate()
            with pytest.raises(InstanceStateError, match="terminated") as refusal:
                await instance.send_event("approval", None)
            assert refusal.value.code == "instance.cannot_send_event"

    asyncio.run(scenario())


def test_a_payload_of_another_form_fails_the_instance_with_a_reason(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await instance.send_event("approval", {"approved": "perhaps"})
            error = (await instance.wait(20)).error
            assert error is not None
            assert "approval" in error.message

    asyncio.run(scenario())


def test_a_wait_whose_beginning_a_crash_left_untold_is_told_later(
    worker: Any, database_url: str
) -> None:
    async def scenario() -> None:
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.create(id="one", params=None)
            await reach(instance, S.WAITING)
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            lost = "DELETE FROM workflow_instance_events WHERE type = 'wait_started'"
            assert connection.execute(lost).rowcount == 1
            connection.commit()
        _, workflow = scripted(approved)
        async with worker(workflow):
            instance = await workflow.get("one")
            await instance.send_event("approval", {"approved": True})
            await instance.wait(20)
            names = [step.name for step in (await instance.status()).steps]
        assert names == ["before", "ask", "after"]

    asyncio.run(scenario())
