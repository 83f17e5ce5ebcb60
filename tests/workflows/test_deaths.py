"""Workers that die with an instance in their hands: counted while nothing gets done."""

import asyncio

import pytest

from problemsmith.workflows import WorkflowEngine, rows, takeover
from problemsmith.workflows.events import EventType, NewEvent
from problemsmith.workflows.status import InstanceStatus
from problemsmith.workflows.takeover import MOST_DEATHS
from workflows.scenario import scripted, three_steps


@pytest.mark.parametrize("gets_on", [True, False])
def test_only_deaths_without_progress_set_an_instance_aside(
    database_url: str, gets_on: bool
) -> None:
    async def scenario() -> None:
        _, workflow = scripted(three_steps)
        async with WorkflowEngine(database_url, workflows=[workflow], worker=False) as engine:
            instance = await workflow.create(id="one", params=None)
            storage = engine.storage
            for number in range(MOST_DEATHS + 1):
                assert (await instance.status()).status is InstanceStatus.QUEUED

                def taken(transaction: rows.Transaction, number: int = number) -> None:
                    """By a worker that is never heard of again."""
                    transaction.emit(NewEvent("one", 0, EventType.WORKFLOW_RUNNING))
                    if gets_on:
                        done = EventType.STEP_COMPLETED
                        transaction.emit(
                            NewEvent("one", 0, done, f"step {number}", data={"position": 1})
                        )
                    running = InstanceStatus.RUNNING.value
                    rows.change(transaction, "one", status=running, worker=f"worker {number}")

                await storage.write(taken)
                assert await storage.write(takeover.free_orphans) == 1
            status = (await instance.status()).status.value
            assert status == ("queued" if gets_on else "errored")

    asyncio.run(scenario())
