"""Seeing who works on a SQLite file, from any process."""

import asyncio
from typing import Any

import sqlalchemy as sa

from problemsmith.workflows import WorkflowEngine
from problemsmith.workflows.tables import workers
from workflows.scenario import scripted, three_steps


def test_the_one_worker_is_seen_with_what_it_holds(database_url: str, worker: Any) -> None:
    async def scenario() -> None:
        stage, workflow = scripted(three_steps)
        _, seen = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[seen], worker=False) as looking:
            assert await looking.workers() == []
            await seen.create(params=None)
            assert await looking.queue_depth() == 1
            async with worker(workflow, concurrency=3) as engine:
                await stage.started["second"].wait()
                [one] = await looking.workers()
                assert [one] == await engine.workers()
                assert (one.concurrency, one.instances, one.version) == (3, 1, "1")
                assert one.last_beat is None
                assert await looking.queue_depth() == 0
            assert await looking.workers() == []

    asyncio.run(scenario())


def test_a_worker_that_was_killed_is_not_seen(database_url: str) -> None:
    async def scenario() -> None:
        async with WorkflowEngine(database_url, worker=False) as looking:
            left = {"id": "gone", "executor": "gone", "host": "h", "pid": 1, "version": "1"}
            times = {"concurrency": 1, "started_at": 1.0, "beat_at": 1.0, "lost": False}
            await looking.storage.write(
                lambda transaction: transaction.connection.execute(
                    sa.insert(workers).values(**left, **times)
                )
            )
            assert await looking.workers() == []

    asyncio.run(scenario())
