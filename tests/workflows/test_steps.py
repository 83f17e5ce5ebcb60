"""Attempts, delays, timeouts and results of steps, as the status and the events tell them."""

import asyncio
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from problemsmith.workflows import (
    InstanceStatus,
    InvalidParamsError,
    NonRetryableError,
    Retries,
    StepFailedError,
    StepTimeoutError,
    Workflow,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
    step_context,
)
from workflows.scenario import FAST, Stage, scripted, types


class Text(BaseModel):
    title: str
    size: int = 1


@dataclass
class Pair:
    left: int
    right: str


class SlowDownError(Exception):
    retry_after = 0.07


class BusyError(Exception):
    retry_after = 0.01
    postponed = True


def test_a_postponed_attempt_takes_none_of_the_repeats_away(worker: Any) -> None:
    """Here eight attempts find what they need busy, one fails, and the one repeat succeeds."""

    async def patient() -> str:
        attempt = step_context().attempt
        if attempt in {1, 2, 3, 4, 6, 7, 8, 9}:
            raise BusyError("the provider is away")
        if attempt == 5:
            raise SlowDownError("a real failure")
        return f"attempt {attempt}"

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> str:
        return await step.do("patient", patient, retries=Retries(1, 0.01, "constant"))

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            assert (await instance.wait(20)).output == "attempt 10"
            step = (await instance.status()).steps[0]
            assert len(step.attempts) == 10
            assert step.attempts[0].error is not None
            assert step.attempts[0].error.message == "the provider is away"

    asyncio.run(scenario())


def test_a_real_failure_after_the_last_repeat_ends_a_step_that_was_postponed(worker: Any) -> None:
    async def unlucky() -> str:
        if step_context().attempt < 4:
            raise BusyError("the provider is away")
        raise SlowDownError("a real failure")

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> str:
        return await step.do("unlucky", unlucky, retries=Retries(1, 0.01, "constant"))

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            status = await instance.wait(20)
            assert status.status is InstanceStatus.ERRORED
            assert len((await instance.status()).steps[0].attempts) == 5

    asyncio.run(scenario())


def test_failed_attempts_are_repeated_and_each_is_shown(worker: Any) -> None:
    async def flaky() -> str:
        if step_context().attempt < 3:
            raise SlowDownError("not yet")
        return "at last"

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> str:
        return await step.do("flaky", flaky, retries=FAST)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            assert (await instance.wait(20)).output == "at last"
            step = (await instance.status()).steps[0]
            assert (step.success, step.output) == (True, "at last")
            assert [attempt.success for attempt in step.attempts] == [False, False, True]
            assert [attempt.delay for attempt in step.attempts] == [0.07, 0.07, None]
            assert step.attempts[0].error is not None
            assert step.attempts[0].error.message == "not yet"
            assert step.config["retries"]["backoff"] == "constant"
            events = [event async for event in instance.events() if event.type == "attempt_errored"]
            assert [event.data["delay"] for event in events] == [0.07, 0.07]

    asyncio.run(scenario())


def test_a_step_that_used_up_its_attempts_fails_the_instance(worker: Any) -> None:
    async def broken() -> None:
        raise ValueError("always")

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("broken", broken, retries=Retries(limit=2, delay=0))

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            summary = await instance.wait(20)
            assert summary.status is InstanceStatus.ERRORED
            assert summary.error is not None
            assert (summary.error.name, summary.error.message) == ("ValueError", "always")
            assert (await types(instance))[-2:] == ["step_errored broken", "workflow_errored"]
            assert len((await instance.status()).steps[0].attempts) == 3

    asyncio.run(scenario())


def test_a_workflow_may_catch_a_failed_step_and_go_on(worker: Any) -> None:
    async def broken() -> None:
        raise ValueError("always")

    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> str:
        try:
            await step.do("broken", broken, retries=Retries.none())
        except StepFailedError as error:
            step.log(type(error.__cause__).__name__)
            return await step.do("instead", stage.quick)
        return "unexpected"

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            assert (await instance.wait(20)).output == "instead 1"
            logs = [
                event.data["message"] async for event in instance.events() if event.type == "log"
            ]
            assert logs == ["ValueError"]

    asyncio.run(scenario())


def test_an_error_that_is_not_to_be_retried_ends_the_step_at_once(worker: Any) -> None:
    async def refused() -> None:
        raise NonRetryableError("no such model", name="UnknownModel", code="MODEL")

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("refused", refused)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            error = (await instance.wait(20)).error
            assert error is not None
            assert (error.name, error.message, error.code) == (
                "UnknownModel",
                "no such model",
                "MODEL",
            )
            assert len((await instance.status()).steps[0].attempts) == 1

    asyncio.run(scenario())


def test_an_attempt_that_takes_too_long_counts_as_failed(worker: Any) -> None:
    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("held", stage.held, timeout=0.05, retries=Retries(limit=1, delay=0))

    async def scenario() -> None:
        stage, workflow = scripted(script)
        async with worker(workflow):
            error = (await (await workflow.create(params=None)).wait(20)).error
            assert error is not None
            assert (error.name, error.code) == (StepTimeoutError.__name__, "step.timeout")
            assert stage.cancelled == ["held", "held"]

    asyncio.run(scenario())


def test_results_come_back_as_their_annotation_says(worker: Any) -> None:
    async def model() -> Text:
        return Text(title="é\u0000", size=2)

    async def pair() -> Pair:
        return Pair(1, "x")

    async def plain():
        return {"a": (1, 2)}

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> bool:
        text, two = await step.do("model", model), await step.do("pair", pair)
        rest = await step.do("plain", plain)
        await step.sleep("so that they are replayed", 0.01)
        return (
            text == Text(title="é\u0000", size=2) and two == Pair(1, "x") and rest == {"a": [1, 2]}
        )

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            assert (await (await workflow.create(params=None)).wait(20)).output is True

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("result", "code"), [("x" * 1024 * 1024, "value.too_large"), (object(), "value.not_json")]
)
def test_a_result_that_cannot_be_kept_fails_the_step_once(
    worker: Any, result: object, code: str
) -> None:
    async def make() -> Any:
        return result

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("make", make)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            error = (await instance.wait(20)).error
            assert error is not None
            assert error.code == code
            assert len((await instance.status()).steps[0].attempts) == 1

    asyncio.run(scenario())


def test_a_result_of_just_under_a_mebibyte_is_kept(worker: Any) -> None:
    async def make() -> str:
        return "x" * (1024 * 1024 - 2)

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> int:
        return len(await step.do("make", make))

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            assert (await (await workflow.create(params=None)).wait(20)).output == 1024 * 1024 - 2

    asyncio.run(scenario())


def test_steps_of_the_same_name_are_counted_and_two_at_once_are_refused(worker: Any) -> None:
    async def script(stage: Stage, event: Any, step: WorkflowStep) -> list[str]:
        if event.payload == "at once":
            return await asyncio.gather(step.do("a", stage.quick), step.do("b", stage.quick))
        return [await step.do("same", stage.quick) for _ in range(3)]

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params="in turn")
            assert (await instance.wait(20)).output == ["same 1", "same#2 1", "same#3 1"]
            error = (await (await workflow.create(params="at once")).wait(20)).error
            assert error is not None
            assert "one at a time" in error.message

    asyncio.run(scenario())


@pytest.mark.parametrize("name", ["", "x" * 201, "line\nbreak"])
def test_a_step_name_that_cannot_be_shown_is_refused(worker: Any, name: str) -> None:
    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do(name, stage.quick)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            error = (await (await workflow.create(params=None)).wait(20)).error
            assert error is not None
            assert "printable" in error.message

    asyncio.run(scenario())


def test_a_function_that_is_not_async_is_told_so(worker: Any) -> None:
    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("plain", lambda: 1)

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            error = (await (await workflow.create(params=None)).wait(20)).error
            assert error is not None
            assert "must be async" in error.message

    asyncio.run(scenario())


class Greeting(WorkflowEntrypoint[None, Text]):
    async def run(self, event: WorkflowEvent[Text], step: WorkflowStep) -> Text:
        return Text(title=event.payload.title.upper(), size=event.payload.size)


def test_params_and_output_are_typed_at_the_edges(worker: Any) -> None:
    async def scenario() -> None:
        workflow = Workflow("greeting", Greeting, None)
        async with worker(workflow):
            instance = await workflow.create(params=Text(title="hi"))
            summary = await instance.wait(20)
            assert (summary.params, summary.output) == (
                {"title": "hi", "size": 1},
                {"title": "HI", "size": 1},
            )
            with pytest.raises(InvalidParamsError, match="title"):
                await workflow.create(params={"size": 3})

    asyncio.run(scenario())


def test_lines_logged_by_a_step_and_by_the_workflow_are_recorded_once(worker: Any) -> None:
    async def talk() -> None:
        step_context().log("in a step", tokens=3)

    async def script(_stage: Stage, _event: Any, step: WorkflowStep) -> None:
        step.log("before")
        await step.do("talk", talk)
        await step.sleep("nap", 0.01)
        step.log("after", odd={1, 2})

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await instance.wait(20)
            logs = [event async for event in instance.events() if event.type == "log"]
            assert [(event.step, event.data["message"]) for event in logs] == [
                (None, "before"),
                ("talk", "in a step"),
                (None, "after"),
            ]
            assert logs[1].data["fields"] == {"tokens": 3}

    asyncio.run(scenario())


def test_everything_stored_is_json(worker: Any, database_url: str) -> None:
    async def broken() -> None:
        raise ValueError("always")

    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("fine", stage.quick)
        await step.do("broken", broken, retries=Retries.none())

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            await (await workflow.create(params={"a": 1})).wait(20)

    asyncio.run(scenario())
    database = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    try:
        for table, column in [
            ("operation_outputs", "output"),
            ("workflow_input", "inputs"),
            ("workflow_output", "output"),
            ("workflow_instances", "params"),
            ("workflow_instances", "error"),
            ("workflow_instance_events", "data"),
        ]:
            values = database.execute(
                f"SELECT json_valid({column}) FROM {table} WHERE {column} IS NOT NULL"
            ).fetchall()
            assert values, table
            assert all(valid == 1 for (valid,) in values), table
    finally:
        database.close()


@pytest.mark.parametrize("where", ["a log line", "a step's error", "the workflow's error"])
def test_half_a_character_in_what_is_recorded_stops_nobody(worker: Any, where: str) -> None:
    async def logs() -> None:
        step_context().log("half \ud83d", **{"key \ud83d": ["value \ud83d"]})

    async def fails() -> None:
        raise NonRetryableError("half \ud83d")

    async def script(_stage: Stage, event: Any, step: WorkflowStep) -> None:
        if event.payload == "a log line":
            await step.do("logs", logs)
        if event.payload == "a step's error":
            await step.do("fails", fails)
        if event.payload == "the workflow's error":
            raise ValueError("half \ud83d")

    async def scenario() -> None:
        _, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=where)
            error = (await instance.wait(20)).error
            assert (error is None) is (where == "a log line")
            assert error is None or error.message.endswith("half \ufffd")
            shown = [dict(event.data) async for event in instance.events(follow=False)]
            assert "half \ufffd" in json.dumps(shown, ensure_ascii=False)
            assert json.dumps(shown, ensure_ascii=False).encode()

    asyncio.run(scenario())
