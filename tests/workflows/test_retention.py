"""Deleting what has ended: many at once, whole, and with the space that they took."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from problemsmith.workflows import (
    NewInstance,
    Workflow,
    WorkflowEngine,
    WorkflowEvent,
    WorkflowStep,
)
from workflows.scenario import Stage, scripted

MANY = 120


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, database_url: str) -> str:
    if request.param == "sqlite":
        return database_url
    postgresql_url: Callable[..., str] = request.getfixturevalue("postgresql_url")
    return postgresql_url()


async def large(stage: Stage, _event: WorkflowEvent[Any], step: WorkflowStep) -> str:
    await step.do("large", give_much)
    return "done"


async def give_much() -> str:
    return "x" * 100_000


async def made_and_ended(workflow: Workflow[Any, Any]) -> list[str]:
    made = await workflow.create_batch([NewInstance(None) for _ in range(MANY)])
    assert not made.errors
    for instance in made.created:
        await instance.wait(60)
    return [instance.id for instance in made.created]


def test_what_ended_long_ago_goes_whole_and_the_rest_stays(worker: Any, url: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(large)
        async with worker(workflow, url=url) as engine:
            ids = await made_and_ended(workflow)
            assert await engine.delete_ended_before(datetime.now(UTC) - timedelta(days=1)) == 0
            assert await engine.delete_ended([*ids[:2], "nobody"]) == 2
            # Several workers may sweep at once: none is deleted or counted twice.
            tomorrow = datetime.now(UTC) + timedelta(days=1)
            _, another = scripted(large)
            async with WorkflowEngine(url, workflows=[another], worker=False) as other:
                swept = await asyncio.gather(
                    engine.delete_ended_before(tomorrow), other.delete_ended_before(tomorrow)
                )
            assert sum(swept) == MANY - 2
            assert (await workflow.list()).items == []
            assert await left(engine) == {}

    asyncio.run(scenario())


def test_a_sweep_that_is_stopped_leaves_no_records_behind(worker: Any, url: str) -> None:
    async def scenario() -> None:
        _, workflow = scripted(large)
        async with worker(workflow, url=url) as engine:
            await made_and_ended(workflow)
            before = await left(engine)
            assert before["workflow_instances"] == before["workflow_status"] == MANY
            write, deleting = engine.storage.write, asyncio.Event()

            def noticed(operation: Any) -> Any:
                deleting.set()
                return write(operation)

            engine.storage.write = noticed
            sweep = engine.delete_ended_before(datetime.now(UTC) + timedelta(days=1))
            sweeping = asyncio.create_task(sweep)
            await deleting.wait()
            sweeping.cancel()
            await asyncio.wait([sweeping])
            assert sweeping.cancelled()
            after = await left(engine)
            assert after["workflow_instances"] == after["workflow_status"] < MANY

    asyncio.run(scenario())


async def left(engine: WorkflowEngine) -> dict[str, int]:
    """The rows of instances that are still in any table, the engine below included."""

    def count(connection: sa.Connection) -> dict[str, int]:
        inspector = sa.inspect(connection)
        found: dict[str, int] = {}
        for schema in {None, *inspector.get_schema_names()} - {"information_schema"}:
            for name in inspector.get_table_names(schema=schema):
                table = sa.table(name, schema=schema)
                if name in NOT_OF_INSTANCES:
                    continue
                query = sa.select(sa.func.count()).select_from(table)
                found[name] = connection.execute(query).scalar_one()
        return {name: rows for name, rows in found.items() if rows}

    return await engine.storage.read(count)


NOT_OF_INSTANCES = {
    "workflow_instance_schema",
    "workflow_instance_workers",
    "dbos_migrations",
    "application_versions",
    "queues",
}


def test_a_sqlite_file_becomes_smaller_again(worker: Any, database_url: str) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))

    async def scenario() -> None:
        _, workflow = scripted(large)
        async with worker(workflow) as engine:
            ids = await made_and_ended(workflow)
            await engine.delete_ended(ids)
            assert await engine.give_back_space() > MANY * 100_000 / 4096
        assert file.stat().st_size < MANY * 100_000 / 4

    asyncio.run(scenario())
