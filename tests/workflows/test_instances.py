"""Making, finding, listing and deleting instances, and reading their events."""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from problemsmith.workflows import (
    InstanceAlreadyExistsError,
    InstanceNotFoundError,
    InstanceStatus,
    InvalidInstanceIdError,
    InvalidParamsError,
    NewInstance,
    WorkflowEngine,
    WorkflowStep,
)
from workflows.scenario import Stage, reach, scripted, three_steps, until

S = InstanceStatus


async def quick(stage: Stage, _event: Any, step: WorkflowStep) -> str:
    return await step.do("quick", stage.quick)


def test_a_taken_id_is_refused_even_when_two_ask_at_once(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            results = await asyncio.gather(
                *(workflow.create(id="mine", params=number) for number in range(5)),
                return_exceptions=True,
            )
            refused = [r for r in results if isinstance(r, InstanceAlreadyExistsError)]
            assert len(refused) == 4
            assert refused[0].code == "instance.already_exists"

    asyncio.run(scenario())


@pytest.mark.parametrize("wrong", ["", "-a", "a" * 101, "a b", "a/b", "ä", "a:1", "a\n"])
def test_an_id_of_the_wrong_form_is_refused(worker: Any, wrong: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            with pytest.raises(InvalidInstanceIdError, match="1 to 100"):
                await workflow.create(id=wrong, params=None)

    asyncio.run(scenario())


@pytest.mark.parametrize("right", ["a", "_", "0", "A-b_9", "a" * 100])
def test_an_id_of_the_right_form_is_taken(worker: Any, right: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            assert (await workflow.create(id=right, params=None)).id == right

    asyncio.run(scenario())


def test_an_id_is_made_when_none_is_given(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            assert re.fullmatch(r"[0-9a-f-]{36}", (await workflow.create(params=None)).id)

    asyncio.run(scenario())


def test_params_past_a_mebibyte_are_refused(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            with pytest.raises(InvalidParamsError, match="1,048,576"):
                await workflow.create(params="x" * 1024 * 1024)

    asyncio.run(scenario())


def test_a_batch_reports_each_that_was_not_created(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow):
            await workflow.create(id="taken", params=None)
            result = await workflow.create_batch(
                [
                    NewInstance(1, "one"),
                    NewInstance(2, "taken"),
                    NewInstance(3, "not an id"),
                    NewInstance(object(), "no-json"),
                    NewInstance(5, "one"),
                    NewInstance(6),
                ]
            )
            assert result.created[0].id == "one"
            assert len(result.created) == 2
            assert [(error.index, error.code) for error in result.errors] == [
                (1, "instance.already_exists"),
                (2, "instance.invalid_id"),
                (3, "instance.invalid_params"),
                (4, "instance.already_exists"),
            ]
            for instance in result.created:
                assert (await instance.wait(20)).status is S.COMPLETE

    asyncio.run(scenario())


def test_instances_are_listed_newest_first_in_pages(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        async with worker(workflow, worker=False):
            for number in range(5):
                await workflow.create(id=f"n{number}", params=number)
            await (await workflow.get("n1")).terminate()
            seen: list[str] = []
            cursor = None
            while True:
                page = await workflow.list(limit=2, cursor=cursor)
                seen += [summary.id for summary in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert seen == ["n4", "n3", "n2", "n1", "n0"]
            terminated = await workflow.list(status=S.TERMINATED)
            assert [summary.id for summary in terminated.items] == ["n1"]
            later = datetime.now(UTC) + timedelta(minutes=1)
            assert (await workflow.list(created_after=later)).items == []
            with pytest.raises(ValueError, match="limit"):
                await workflow.list(limit=0)
            with pytest.raises(ValueError, match="cursor"):
                await workflow.list(cursor="nonsense")

    asyncio.run(scenario())


def test_an_instance_of_another_workflow_is_not_found(worker: Any) -> None:
    async def scenario() -> None:
        _, workflow = scripted(quick)
        _, other = scripted(quick, "other")
        async with worker(workflow, other, worker=False):
            await workflow.create(id="mine", params=None)
            with pytest.raises(InstanceNotFoundError, match="mine"):
                await other.get("mine")

    asyncio.run(scenario())


def test_a_deleted_id_can_be_used_again_and_starts_afresh(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(quick)
        async with worker(workflow):
            for call in (1, 2):
                instance = await workflow.create(id="again", params=None)
                assert (await instance.wait(20)).output == f"quick {call}"
                await workflow.delete("again")
            with pytest.raises(InstanceNotFoundError):
                await workflow.get("again")
            assert stage.calls == {"quick": 2}

    asyncio.run(scenario())


def test_retention_deletes_what_ended_long_ago_and_nothing_else(worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow) as engine:
            running = await workflow.create(id="running", params=None)
            await stage.started["second"].wait()
            ended = await workflow.create(id="ended", params=None)
            await ended.terminate()
            assert await engine.delete_ended_before(datetime.now(UTC) - timedelta(days=1)) == 0
            assert await engine.delete_ended_before(datetime.now(UTC) + timedelta(days=1)) == 1
            assert [s.id for s in (await workflow.list()).items] == ["running"]
            await running.terminate()

    asyncio.run(scenario())


def test_retention_deletes_hundreds_with_all_that_they_left(worker: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        stage.released["second"].set()
        async with worker(workflow) as engine:
            made = await workflow.create_batch([NewInstance(None) for _ in range(250)])
            for instance in made.created:
                await instance.wait(60)
            later = datetime.now(UTC) + timedelta(days=1)
            assert await engine.delete_ended_before(later) == 250
        with closing(sqlite3.connect(tmp_path / "database.sqlite")) as database:
            for table in ("workflow_instance_events", "workflow_status", "operation_outputs"):
                assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)

    asyncio.run(scenario())


def test_events_are_replayed_from_a_cursor_and_then_live(worker: Any, database_url: str) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        async with worker(workflow):
            instance = await workflow.create(params=None)
            await stage.started["second"].wait()
            now = [event async for event in instance.events(follow=False)]
            _, other = scripted(three_steps)
            async with WorkflowEngine(database_url, workflows=[other], worker=False):
                remote = await other.get(instance.id)
                live = remote.events(after=now[-1].cursor)
                following = asyncio.create_task(_collect(live))
                stage.released["second"].set()
                rest = await asyncio.wait_for(following, 20)
            everything = [event async for event in instance.events()]
            assert [e.cursor for e in now + rest] == [e.cursor for e in everything]
            assert [e.cursor for e in everything] == sorted({e.cursor for e in everything})
            assert [str(e.type) for e in everything if e.step is None] == [
                "workflow_queued",
                "workflow_started",
                "workflow_running",
                "workflow_completed",
            ]

    async def _collect(live: Any) -> list[Any]:
        return [event async for event in live]

    asyncio.run(scenario())


def test_no_more_run_at_once_than_allowed(worker: Any) -> None:
    async def script(stage: Stage, _event: Any, step: WorkflowStep) -> None:
        await step.do("held", stage.held)

    async def scenario() -> None:
        stage, workflow = scripted(script)
        async with worker(workflow, concurrency=3):
            created = [await workflow.create(params=None) for _ in range(8)]
            await until(lambda: stage.calls["held"] >= 3)
            running = await workflow.list(status=S.RUNNING)
            assert len(running.items) == 3
            stage.released["held"].set()
            for instance in created:
                await reach(instance, S.COMPLETE)

    asyncio.run(scenario())
