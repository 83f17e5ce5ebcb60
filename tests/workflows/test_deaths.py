"""Workers that die with an instance in their hands: counted while nothing gets done."""

import asyncio

import pytest

from problemsmith.workflows import WorkflowEngine, rows
from problemsmith.workflows.events import EventType, NewEvent
from problemsmith.workflows.execution import MOST_DEATHS, Execution
from workflows.scenario import scripted, three_steps


@pytest.mark.parametrize("gets_on", [True, False])
def test_only_deaths_without_progress_give_an_instance_up(database_url: str, gets_on: bool) -> None:
    async def scenario() -> None:
        _, workflow = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[workflow], worker=False) as engine:
            instance = await workflow.create(id="one", params=None)
            storage = engine.storage

            async def taken() -> rows.InstanceRow | None:
                """The row, taken by a worker that is never heard of again."""
                row = await storage.read(lambda connection: rows.find(connection, "one"))
                assert row is not None
                return await Execution(storage, "one", row.segment, lambda _: None).begin()

            for number in range(MOST_DEATHS + 1):
                assert await taken() is not None
                if gets_on:
                    done = NewEvent(
                        "one", 0, EventType.STEP_COMPLETED, f"step {number}", data={"position": 1}
                    )
                    await storage.write(lambda transaction, done=done: transaction.emit(done))
            assert (await taken() is not None) is gets_on
            status = (await instance.status()).status.value
            assert status == ("running" if gets_on else "errored")

    asyncio.run(scenario())
