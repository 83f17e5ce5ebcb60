"""What keeps one bad job, message or batch from spoiling the others."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from problemsmith.cli.watch import Watch, look
from problemsmith.errors import IdempotentError, ValidationError
from problemsmith.generation.params import GenerationRequest
from problemsmith.service.application import Application, open_application
from problemsmith.service.command import start_command
from problemsmith.service.creation import create_problem, submit_left_over
from problemsmith.service.jobs import (
    import_queue,
    list_jobs,
    restart,
    start_from,
    terminate,
)
from problemsmith.settings import Settings
from problemsmith.store.records import JobFailure, JobStatus, NewJob

pytestmark = pytest.mark.anyio

DUMMY = GenerationRequest(model="dummy")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Application]:
    """A client: jobs are started, and nobody works on them."""
    async with open_application(Settings.load(data_dir=tmp_path)) as app:
        yield app


def queue(folder: Path, **message: object) -> Path:
    fields = {
        "jobId": "old-1",
        "problemId": str(uuid4()),
        "step": "verifyProblem",
        "model": "dummy",
    }
    file = folder / "queue.json"
    file.write_text(json.dumps([fields | message]))
    return file


@pytest.mark.parametrize("bad", [{"jobId": "old.job:1"}, {"jobId": "\x1b[31m"}, {"model": ""}])
async def test_a_queue_message_with_a_bad_field_is_refused_before_any_job_is_made(
    app: Application, tmp_path: Path, bad: dict[str, object]
) -> None:
    with pytest.raises(ValidationError, match="message 1"):
        await import_queue(app, queue(tmp_path, **bad))
    assert (await list_jobs(app)).items == ()


async def test_a_queue_message_for_a_missing_problem_is_reported(
    app: Application, tmp_path: Path
) -> None:
    [imported] = await import_queue(app, queue(tmp_path))
    assert imported.error is not None
    assert (await list_jobs(app)).items == ()


async def test_a_job_that_can_not_be_started_is_marked_failed_and_hinders_no_other(
    app: Application,
) -> None:
    made = await create_problem(app, DUMMY, start=False)
    async with app.store.transaction() as transaction:
        await transaction.jobs.create(
            NewJob(id="bad:id", problem_id=made.problem_id, params={"no": "params"}, model="dummy")
        )
    await submit_left_over(app)
    await submit_left_over(app)
    [job] = (await list_jobs(app)).items
    assert job.status is JobStatus.FAILED
    assert job.failure is not None


async def test_a_second_job_on_a_problem_is_refused_while_the_first_has_not_ended(
    app: Application,
) -> None:
    made = await create_problem(app, DUMMY)
    with pytest.raises(IdempotentError, match=str(made.job_id)):
        await start_from(app, made.problem_id, "generateProblemText")


async def test_a_batch_asked_for_with_other_options_is_refused_and_does_not_grow(
    app: Application,
) -> None:
    await start_command(app, DUMMY, count=1, batch="b")
    other = GenerationRequest(model="dummy", prompt="other")
    with pytest.raises(ValidationError, match="other options"):
        await start_command(app, other, count=3, batch="b")
    started = await start_command(app, DUMMY, count=1, batch="b")
    assert len(started.own) == 1


async def test_a_batch_of_many_has_each_job_once_at_its_place_and_started(
    app: Application,
) -> None:
    started = await start_command(app, DUMMY, count=600, batch="many")
    async with app.store.read() as view:
        jobs = await view.jobs.of_batch("many")
        subjects = [await view.problems.get(job.problem_id) for job in jobs[:17]]
    assert [job.id for job in jobs] == list(started.own)
    assert [job.position for job in jobs] == list(range(600))
    assert all(job.submitted_at and job.status is JobStatus.PENDING for job in jobs)
    assert all(problem.focus_areas for problem in subjects)
    assert len({job.params["catalogueProblem"] for job in jobs[:17]}) == 17


async def test_two_runs_of_a_batch_at_once_make_each_problem_once(
    app: Application, tmp_path: Path
) -> None:
    async with open_application(Settings.load(data_dir=tmp_path)) as other:
        first, second = await asyncio.gather(
            *(start_command(one, DUMMY, count=4, batch="b") for one in (app, other))
        )
    assert first.own == second.own
    assert len((await list_jobs(app)).items) == 4


async def test_a_job_that_is_started_again_while_it_is_watched_has_not_ended(
    app: Application,
) -> None:
    made = [str((await create_problem(app, DUMMY)).job_id) for _ in range(2)]
    watch = Watch()
    await terminate(app, made[0])
    await look(app, made, watch)
    assert watch.ended == 1
    await restart(app, made[0])
    await look(app, made, watch)
    assert watch.ended == 0


async def test_an_error_that_only_the_engine_knew_stays_with_the_job(app: Application) -> None:
    made = await create_problem(app, DUMMY)
    error = '{"name": "WorkerDied", "message": "it died", "code": "worker.died"}'
    async with app.store.engine.begin() as connection:
        await connection.exec_driver_sql(
            "UPDATE workflow_instances SET status = 'errored', error = ?", (error,)
        )
    for _ in range(2):
        async with app.store.transaction() as transaction:
            await transaction.jobs.keep_errors()
    [job] = (await list_jobs(app)).items
    assert job.id == made.job_id
    assert job.failure == JobFailure(step=None, code="worker.died", message="it died")
