"""What goes by itself while a worker stays up."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from problemsmith.generation.params import GenerationRequest
from problemsmith.service import retention
from problemsmith.service.application import Application, open_application
from problemsmith.service.creation import create_problem
from problemsmith.settings import Settings
from problemsmith.store.records import JobStatus
from problemsmith.workflows import InstanceNotFoundError
from problemsmith.workflows.tables import instances
from workflows.scenario import until


def test_a_worker_that_stays_up_sweeps_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SWEEP_SECONDS", 0.05)

    async def scenario() -> None:
        async with open_application(Settings(data_dir=tmp_path, retention_days=1)) as app:
            assert await app.try_to_work() is None
            for _ in range(2):  # more than the sweep of the start
                job_id = await terminated_long_ago(app)
                await until(lambda job_id=job_id: is_gone(app, job_id))
                async with app.store.read() as view:
                    assert (await view.jobs.get(job_id)).status is JobStatus.TERMINATED

    asyncio.run(scenario())


async def terminated_long_ago(app: Application) -> str:
    made = await create_problem(app, GenerationRequest(model="dummy"))
    assert made.job_id
    await (await app.workflow.get(made.job_id)).terminate()
    long_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    await app.engine.storage.write(
        lambda transaction: transaction.connection.execute(
            sa.update(instances).where(instances.c.id == made.job_id).values(ended_at=long_ago)
        )
    )
    return made.job_id


async def is_gone(app: Application, job_id: str) -> bool:
    try:
        await app.workflow.get(job_id)
    except InstanceNotFoundError:
        return True
    return False
