"""Each call in each state, from this process and from another client."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from problemsmith.workflows import (
    InstanceError,
    InstanceStateError,
    InstanceStatus,
    StepNotFoundError,
    Workflow,
    WorkflowEngine,
    WorkflowInstance,
    WorkflowStep,
    step_context,
)
from workflows.scenario import Stage, reach, scripted, three_steps, types, until

S = InstanceStatus

# What each call gives in each state: the state after it, or None for a refusal.
TABLE: dict[S, dict[str, S | None]] = {
    S.QUEUED: {"pause": S.PAUSED, "resume": None, "terminate": S.TERMINATED, "delete": None},
    S.RUNNING: {"pause": S.WAITING_FOR_PAUSE, "resume": None, "terminate": S.TERMINATED, "delete": None},  # noqa: E501 - one state a line
    S.WAITING: {"pause": S.PAUSED, "resume": None, "terminate": S.TERMINATED, "delete": None},
    S.WAITING_FOR_PAUSE: {"pause": S.WAITING_FOR_PAUSE, "resume": S.RUNNING, "terminate": S.TERMINATED, "delete": None},  # noqa: E501 - one state a line
    S.PAUSED: {"pause": S.PAUSED, "resume": S.QUEUED, "terminate": S.TERMINATED, "delete": None},
    S.COMPLETE: {"pause": None, "resume": None, "terminate": None, "delete": S.UNKNOWN},
    S.ERRORED: {"pause": None, "resume": None, "terminate": None, "delete": S.UNKNOWN},
    S.TERMINATED: {"pause": None, "resume": None, "terminate": S.TERMINATED, "delete": S.UNKNOWN},
}  # fmt: skip


async def _shape(stage: Stage, event: Any, step: Any) -> str:
    """Goes into the state its params name."""
    if event.payload == "waiting":
        await step.wait_for_event("wait", "never")
    if event.payload == "errored":
        raise ValueError("as asked")
    if event.payload != "complete":
        await step.do("held", stage.held)
    return "done"


async def _bring(workflow: Workflow[Stage, Any], state: S) -> WorkflowInstance:
    instance = await workflow.create(params=state.value)
    if state is S.QUEUED:
        return instance
    if state in {S.WAITING_FOR_PAUSE, S.PAUSED, S.TERMINATED, S.RUNNING}:
        await reach(instance, S.RUNNING)
        await workflow.env.started["held"].wait()
    if state in {S.WAITING_FOR_PAUSE, S.PAUSED}:
        await instance.pause()
    if state is S.PAUSED:
        workflow.env.released["held"].set()
    if state is S.TERMINATED:
        await instance.terminate()
    await reach(instance, state)
    return instance


@pytest.mark.parametrize("state", TABLE)
def test_each_call_in_each_state_does_what_the_table_says(worker: Any, state: S) -> None:
    async def scenario() -> None:
        for call, expected in TABLE[state].items():
            _, workflow = scripted(_shape, f"shape-{call}")
            # A queued instance stays so when no worker runs.
            async with worker(workflow, worker=state is not S.QUEUED):
                instance = await _bring(workflow, state)
                action = (
                    workflow.delete(instance.id) if call == "delete" else getattr(instance, call)()
                )
                if expected is None:
                    with pytest.raises(InstanceStateError, match=state.value) as refusal:
                        await action
                    assert refusal.value.code == f"instance.cannot_{call}"
                    assert (await instance.summary()).status is state
                elif call == "delete":
                    await action
                    with pytest.raises(InstanceError, match="no instance"):
                        await workflow.get(instance.id)
                else:
                    assert await action is expected

    asyncio.run(scenario())


@pytest.mark.parametrize("state", [state for state in TABLE if state is not S.QUEUED])
def test_restart_works_in_any_state(worker: Any, state: S) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(_shape)
        async with worker(workflow):
            instance = await _bring(workflow, state)
            stage.released["held"].clear()
            stage.started["held"].clear()
            assert await instance.restart() is S.QUEUED
            ended = state if state in {S.COMPLETE, S.ERRORED, S.WAITING} else S.RUNNING
            await instance.wait_until(lambda seen: seen.run == 1 and seen.status is ended, 20)

    asyncio.run(scenario())


def test_a_paused_instance_keeps_the_result_of_the_step_in_progress(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            assert await instance.pause() is S.WAITING_FOR_PAUSE
            stage.released["second"].set()
            await reach(instance, S.PAUSED)
            assert stage.calls == {"first": 1, "second": 1}
            await instance.resume()
            summary = await instance.wait(20)
            assert summary.output == ["first 1", "second 1", "third 1"]
            assert stage.calls == {"first": 1, "second": 1, "third": 1}

    asyncio.run(scenario())


def test_a_pause_called_off_in_time_changes_nothing(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            await instance.pause()
            assert await instance.resume() is S.RUNNING
            stage.released["second"].set()
            assert (await instance.wait(20)).status is S.COMPLETE
            assert "workflow_paused" not in await types(instance)

    asyncio.run(scenario())


def test_terminate_cancels_the_step_in_progress(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            await instance.terminate()
            await until(lambda: stage.cancelled, seconds=2)
            snapshot = await instance.status()
            assert snapshot.status is S.TERMINATED
            assert [(step.name, step.success) for step in snapshot.steps] == [
                ("first", True),
                ("second", False),
            ]
            assert (await types(instance))[-1] == "workflow_terminated"

    asyncio.run(scenario())


def test_a_steps_claim_holds_until_the_instance_is_terminated(
    worker: Any, database_url: str
) -> None:
    seen: list[bool] = []

    async def work(stage: Stage) -> None:
        engine = sa.create_engine(database_url)

        def holds() -> bool:
            with engine.connect() as connection:
                return connection.execute(step_context().claim).first() is not None

        seen.append(holds())
        try:
            await stage.held()
        finally:
            seen.append(holds())
            engine.dispose()

    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("work", work, stage)

    async def scenario() -> None:
        stage, workflow = scripted(script)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["work"].wait()
            await instance.terminate()
            await until(lambda: len(seen) == 2)

    asyncio.run(scenario())
    assert seen == [True, False]


def test_restart_from_a_step_keeps_what_came_before_and_drops_the_rest(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            stage.released["second"].set()
            await instance.wait(20)
            await instance.restart(from_step="second")
            summary = await instance.wait(20)
            assert summary.output == ["first 1", "second 2", "third 2"]
            assert stage.calls == {"first": 1, "second": 2, "third": 2}
            snapshot = await instance.status()
            assert snapshot.run == 1
            assert [step.name for step in snapshot.steps] == ["first", "second", "third"]
            assert [len(step.attempts) for step in snapshot.steps] == [1, 1, 1]

    asyncio.run(scenario())


def test_restart_from_a_step_of_a_running_instance_stops_it_first(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            await instance.restart(from_step="second")
            await instance.wait_until(lambda seen: seen.run == 1 and seen.status is S.RUNNING, 20)
            assert stage.cancelled == ["second"]
            stage.released["second"].set()
            assert (await instance.wait(20)).output == ["first 1", "second 2", "third 1"]

    asyncio.run(scenario())


def test_restart_from_a_step_that_never_ran_is_refused(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            with pytest.raises(StepNotFoundError, match=r"third.*first, second"):
                await instance.restart(from_step="third")
            assert (await instance.summary()).status is S.RUNNING
            stage.released["second"].set()
            await instance.wait(20)

    asyncio.run(scenario())


def test_restarts_on_the_heels_of_each_other_drop_what_each_dropped(
    worker: Any, database_url: str
) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await instance.wait(20)
        async with worker(_rebound(workflow), worker=False) as engine:
            del engine
            client = await _rebound_instance(workflow, instance.id, database_url)
            await client.restart(from_step="second")
            await client.pause()
            await client.resume()
        async with worker(_rebound(workflow)):
            summary = await (await _last[0].get(instance.id)).wait(20)
            assert summary.output == ["first 1", "second 2", "third 2"]

    _last: list[Workflow[Stage, Any]] = []

    def _rebound(workflow: Workflow[Stage, Any]) -> Workflow[Stage, Any]:
        _last[:] = [Workflow(workflow.name, workflow.entrypoint, workflow.env)]
        return _last[0]

    async def _rebound_instance(
        _workflow: Workflow[Stage, Any], instance_id: str, _url: str
    ) -> WorkflowInstance:
        return await _last[0].get(instance_id)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("state", "calls", "refusals"),
    [
        (S.PAUSED, ("resume", "resume"), {"instance.cannot_resume"}),
        (S.TERMINATED, ("delete", "delete"), {"instance.not_found"}),
        (S.TERMINATED, ("restart", "delete"), {"instance.not_found", "instance.cannot_delete"}),
    ],
)
def test_of_two_calls_at_once_one_wins_and_the_other_is_told(
    worker: Any, database_url: str, state: S, calls: tuple[str, str], refusals: set[str]
) -> None:
    async def scenario() -> None:
        _, workflow = scripted(_shape)
        _, other = scripted(_shape)
        async with (
            worker(workflow),
            WorkflowEngine(database_url, workflows=[other], worker=False),
        ):
            for here, there in (calls, calls[::-1]):
                instance = await _bring(workflow, state)
                workflow.env.started["held"].clear()
                workflow.env.released["held"].clear()
                results = await asyncio.gather(
                    _call(workflow, instance.id, here),
                    _call(other, instance.id, there),
                    return_exceptions=True,
                )
                lost = [result for result in results if isinstance(result, BaseException)]
                assert [getattr(error, "code", error) in refusals for error in lost] == [True]

    asyncio.run(scenario())


async def _call(workflow: Workflow[Stage, Any], instance_id: str, call: str) -> object:
    if call == "delete":
        return await workflow.delete(instance_id)
    return await getattr(await workflow.get(instance_id), call)()


def test_another_client_controls_what_this_worker_runs(worker: Any, database_url: str) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            _, other = scripted(three_steps)
            async with WorkflowEngine(database_url, workflows=[other], worker=False):
                remote = await other.get(instance.id)
                assert await remote.pause() is S.WAITING_FOR_PAUSE
                stage.released["second"].set()
                await reach(remote, S.PAUSED)
                await remote.resume()
                assert (await remote.wait(20)).output == ["first 1", "second 1", "third 1"]
                stage.released["second"].clear()
                stage.started["second"].clear()
                await remote.restart(from_step="second")
                await stage.started["second"].wait()
                await remote.terminate()
                await until(lambda: stage.cancelled, seconds=2)

    asyncio.run(scenario())
