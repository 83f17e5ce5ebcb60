"""Jobs: their status follows their workflow instance, their steps what was done."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from problemsmith.errors import DuplicateError, NotFoundError, ValidationError
from problemsmith.store import Database
from problemsmith.store.jobs import STATUS_OF_INSTANCE
from problemsmith.store.records import Job, JobFailure, JobStatus
from problemsmith.store.tables import workflow_instances
from store.samples import a_job, a_problem

pytestmark = pytest.mark.anyio

FAILURE = JobFailure(step="generateSolution", code="UPSTREAM_ERROR", message="no answer")


async def kept_job(database: Database, **parts: object) -> Job:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        return await tx.jobs.create(a_job(problem.id, **parts))


async def read_job(database: Database, job_id: str) -> Job:
    async with database.read() as tx:
        return await tx.jobs.get(job_id)


async def set_instance(database: Database, job_id: str, status: str | None) -> None:
    """Play the workflow layer: make its table if need be, and put the instance into a state."""
    async with database.engine.begin() as connection:
        await connection.execute(
            text("CREATE TABLE IF NOT EXISTS workflow_instances (id TEXT PRIMARY KEY, status TEXT)")
        )
        await connection.execute(
            text("DELETE FROM workflow_instances WHERE id = :id"), {"id": job_id}
        )
        if status is not None:
            await connection.execute(
                text("INSERT INTO workflow_instances VALUES (:id, :status)"),
                {"id": job_id, "status": status},
            )


async def test_a_job_comes_back_as_it_was_made(database: Database) -> None:
    params = {"startFrom": {"problemId": str(uuid4())}, "budgetUsd": 0.5, "prompt": "é \ud800"}
    job = await kept_job(database, params=params, created_by="ada")
    assert await read_job(database, job.id) == job
    assert (job.params, job.created_by, job.model) == (params, "ada", "dummy")
    assert (job.status, job.completed_steps, job.failure) == (JobStatus.PENDING, (), None)


async def test_a_problem_and_its_job_are_made_together_or_not_at_all(database: Database) -> None:
    problem, taken = a_problem(), await kept_job(database)

    async def make_both() -> None:
        async with database.transaction() as tx:
            await tx.problems.create(problem)
            await tx.jobs.create(a_job(problem.id, id=taken.id))

    with pytest.raises(DuplicateError, match=f"job {taken.id} exists"):
        await make_both()
    async with database.read() as tx:
        with pytest.raises(NotFoundError):
            await tx.problems.get(problem.id)


async def test_a_job_needs_its_problem(database: Database) -> None:
    with pytest.raises(NotFoundError, match="make it first"):
        async with database.transaction() as tx:
            await tx.jobs.create(a_job(uuid4()))


async def test_an_id_of_more_than_100_characters_is_refused(database: Database) -> None:
    with pytest.raises(ValidationError, match="at most 100"):
        await kept_job(database, id="x" * 101)


async def test_a_job_that_is_gone_is_not_found(database: Database) -> None:
    async with database.transaction() as tx:
        for use in (
            tx.jobs.get("gone"),
            tx.jobs.mark_submitted("gone"),
            tx.jobs.begin_step("gone", "a"),
            tx.jobs.complete_step("gone", "a"),
            tx.jobs.complete("gone"),
            tx.jobs.fail("gone", FAILURE),
        ):
            with pytest.raises(NotFoundError, match="no job gone"):
                await use


async def test_the_status_is_that_of_the_workflow_instance(database: Database) -> None:
    job = await kept_job(database)
    for theirs, ours in (
        ("queued", JobStatus.PENDING),
        ("running", JobStatus.IN_PROGRESS),
        ("waitingForPause", JobStatus.IN_PROGRESS),
        ("paused", JobStatus.PAUSED),
        ("waiting", JobStatus.WAITING),
        ("complete", JobStatus.COMPLETED),
        ("errored", JobStatus.FAILED),
        ("terminated", JobStatus.TERMINATED),
        ("unknown", JobStatus.PENDING),
    ):
        await set_instance(database, job.id, theirs)
        assert (await read_job(database, job.id)).status is ours
        async with database.read() as tx:
            assert [it.id for it in (await tx.jobs.list(statuses={ours})).items] == [job.id]
            others = set(JobStatus) - {ours}
            assert (await tx.jobs.list(statuses=others)).items == ()
            assert await tx.jobs.counts_by_status() == {ours: 1}


async def test_the_workflow_layers_own_table_and_states_are_known() -> None:
    from problemsmith.workflows.status import InstanceStatus
    from problemsmith.workflows.tables import metadata

    theirs = metadata.tables[workflow_instances.name]
    assert {column.name for column in workflow_instances.c} <= set(theirs.c.keys())
    assert set(STATUS_OF_INSTANCE) == set(InstanceStatus) - {InstanceStatus.UNKNOWN}


async def test_a_job_keeps_its_end_when_its_instance_is_swept_away(database: Database) -> None:
    done, failed, ended = [await kept_job(database) for _ in range(3)]
    async with database.transaction() as tx:
        await tx.jobs.complete(done.id)
        await tx.jobs.fail(failed.id, FAILURE)
        await tx.jobs.mark_submitted(ended.id)
    await set_instance(database, done.id, None)
    assert (await read_job(database, done.id)).status is JobStatus.COMPLETED
    assert (await read_job(database, failed.id)).status is JobStatus.FAILED
    assert (await read_job(database, ended.id)).status is JobStatus.TERMINATED
    async with database.read() as tx:
        assert await tx.jobs.without_instance() == ()


async def test_only_jobs_never_submitted_are_without_instance(database: Database) -> None:
    lost, other, there, submitted = [await kept_job(database) for _ in range(4)]
    async with database.transaction() as tx:
        await tx.jobs.mark_submitted(submitted.id)
        # Before the workflow layer has made its table.
        assert [job.id for job in await tx.jobs.without_instance()] == [lost.id, other.id, there.id]
    await set_instance(database, there.id, "queued")
    async with database.read() as tx:
        assert [job.id for job in await tx.jobs.without_instance()] == [lost.id, other.id]
        assert [job.id for job in await tx.jobs.without_instance(limit=1)] == [lost.id]


async def test_steps_are_begun_and_completed_in_order(database: Database) -> None:
    job = await kept_job(database)
    async with database.transaction() as tx:
        for step in ("a", "b", "c"):
            await tx.jobs.begin_step(job.id, step)
            assert (await tx.jobs.get(job.id)).current_step == step
            await tx.jobs.complete_step(job.id, step)
            await tx.jobs.complete_step(job.id, step)
        await tx.jobs.complete(job.id)
    read = await read_job(database, job.id)
    assert (read.completed_steps, read.current_step) == (("a", "b", "c"), None)
    assert read.completed_at is not None


async def test_a_restart_takes_back_the_steps_from_there_on(database: Database) -> None:
    job = await kept_job(database)
    async with database.transaction() as tx:
        for step in ("a", "b", "c"):
            await tx.jobs.complete_step(job.id, step)
        await tx.jobs.complete(job.id)
        await tx.jobs.begin_step(job.id, "b")
    read = await read_job(database, job.id)
    assert (read.completed_steps, read.current_step, read.completed_at) == (("a",), "b", None)


async def test_a_failure_says_why_until_the_job_goes_on(database: Database) -> None:
    job = await kept_job(database)
    async with database.transaction() as tx:
        await tx.jobs.complete_step(job.id, "a")
        await tx.jobs.begin_step(job.id, "generateSolution")
        await tx.jobs.fail(job.id, FAILURE)
        failed = await tx.jobs.get(job.id)
        assert await tx.jobs.failures_by_step() == {"generateSolution": 1}
        await tx.jobs.begin_step(job.id, "generateSolution")
        again = await tx.jobs.get(job.id)
        assert await tx.jobs.failures_by_step() == {}
    assert (failed.failure, failed.completed_steps) == (FAILURE, ("a",))
    assert (again.failure, again.completed_steps) == (None, ("a",))


async def test_a_step_and_its_result_are_kept_together_or_not_at_all(database: Database) -> None:
    job = await kept_job(database)

    async def complete_without_result() -> None:
        async with database.transaction() as tx:
            await tx.jobs.complete_step(job.id, "a")
            await tx.problems.save_test_cases(uuid4(), ())

    with pytest.raises(NotFoundError):
        await complete_without_result()
    assert (await read_job(database, job.id)).completed_steps == ()


async def test_the_latest_job_of_a_problem_is_the_newest(database: Database) -> None:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        assert await tx.jobs.latest_of_problem(problem.id) is None
        for _ in range(3):
            newest = await tx.jobs.create(a_job(problem.id))
        assert await tx.jobs.latest_of_problem(problem.id) == newest


async def test_jobs_are_listed_in_pages_newest_first(database: Database) -> None:
    made = [(await kept_job(database, created_by="ada")).id for _ in range(5)]
    await kept_job(database)
    async with database.read() as tx:
        first = await tx.jobs.list(created_by="ada", limit=3)
        second = await tx.jobs.list(created_by="ada", limit=3, cursor=first.next_cursor)
    assert [job.id for job in first.items + second.items] == made[::-1]
    assert second.next_cursor is None


async def test_a_batch_is_the_same_batch_when_it_is_asked_for_again(database: Database) -> None:
    async with database.transaction() as tx:
        made = await tx.batches.ensure("nightly", size=3, params={"model": "dummy"})
        again = await tx.batches.ensure("nightly", size=2, params={"model": "other"})
        grown = await tx.batches.ensure("nightly", size=5, params={})
        assert await tx.batches.get("nightly") == grown
    assert made == again
    assert grown == made.model_copy(update={"size": 5})


async def test_a_position_of_a_batch_is_taken_once(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.batches.ensure("nightly", size=2, params={})
    second = await kept_job(database, batch="nightly", position=1)
    first = await kept_job(database, batch="nightly", position=0)
    with pytest.raises(DuplicateError, match="position 1 of batch nightly is taken"):
        await kept_job(database, batch="nightly", position=1)
    async with database.read() as tx:
        assert [job.id for job in await tx.jobs.of_batch("nightly")] == [first.id, second.id]
        listed = (await tx.jobs.list(batch="nightly")).items
        assert [job.id for job in listed] == [first.id, second.id]


async def test_a_job_needs_its_batch(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no batch 'unknown'"):
        async with database.read() as tx:
            await tx.batches.get("unknown")
    with pytest.raises(NotFoundError, match="no batch unknown: make it first"):
        await kept_job(database, batch="unknown", position=0)


async def test_two_commands_at_once_make_a_batch_once(database: Database) -> None:
    async def fill() -> list[Job | BaseException]:
        async with database.transaction() as tx:
            await tx.batches.ensure("nightly", size=4, params={})
        jobs = (kept_job(database, batch="nightly", position=at) for at in range(4))
        return await asyncio.gather(*jobs, return_exceptions=True)

    made = [job for one in await asyncio.gather(fill(), fill()) for job in one]
    assert sum(isinstance(job, Job) for job in made) == 4
    assert sum(isinstance(job, DuplicateError) for job in made) == 4


@pytest.mark.parametrize(("name", "size"), [("", 1), ("  ", 1), ("nightly", 0)])
async def test_a_batch_needs_a_name_and_a_size(database: Database, name: str, size: int) -> None:
    with pytest.raises(ValidationError, match="a name and a size of at least 1"):
        async with database.transaction() as tx:
            await tx.batches.ensure(name, size=size, params={})
