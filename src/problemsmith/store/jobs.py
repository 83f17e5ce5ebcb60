"""Jobs: one generation of one problem each."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Row,
    Select,
    case,
    cast,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.errors import NotFoundError
from problemsmith.problem.problem import ProblemStatus
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.paging import Page, page_of, paged
from problemsmith.store.problem_rows import wire
from problemsmith.store.records import Job, JobFailure, JobStatus, JobSubject, NewJob
from problemsmith.store.tables import jobs, problems, workflow_instances
from problemsmith.store.urls import SQLITE

STATUS_OF_INSTANCE = {
    "queued": JobStatus.PENDING,
    "running": JobStatus.IN_PROGRESS,
    "waitingForPause": JobStatus.IN_PROGRESS,
    "paused": JobStatus.PAUSED,
    "waiting": JobStatus.WAITING,
    "complete": JobStatus.COMPLETED,
    "errored": JobStatus.FAILED,
    "terminated": JobStatus.TERMINATED,
}
"""A job's status by the status of its workflow instance, by the wire names of both."""

# Of a job without an instance: it was never submitted, or the instance ended and was swept away.
_OWN_STATUS = case(
    (jobs.c.completed_at.is_not(None), JobStatus.COMPLETED.value),
    (jobs.c.failure.is_not(None), JobStatus.FAILED.value),
    (jobs.c.submitted_at.is_not(None), JobStatus.TERMINATED.value),
    else_=JobStatus.PENDING.value,
)

LARGEST_LIST = 500
"""Ids that one statement names at most; SQLite has a limit on parameters."""


class JobRepository:
    """The jobs, within one transaction.

    A job's status is that of its workflow instance. What the job's own row says of it counts only
    where there is no instance: before the first submission, and after old instances are swept away.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, job: NewJob) -> Job:
        """Keep a new job, in the transaction that made its problem if there was one.

        Raises DuplicateError for a taken id or a taken position of the batch, NotFoundError for a
        problem or batch that is not there.
        """
        now = datetime.now(UTC)
        with clear_conflicts(
            taken=f"job {job.id} exists"
            + (f", or position {job.position} of batch {job.batch} is taken" if job.batch else ""),
            missing=f"no problem {job.problem_id}"
            + (f" or no batch {job.batch}" if job.batch else "")
            + ": make it first",
        ):
            await self._connection.execute(
                insert(jobs).values(
                    id=job.id,
                    problem_id=job.problem_id,
                    params=job.params,
                    model=job.model,
                    batch=job.batch,
                    position=job.position,
                    completed_steps=(),
                    created_by=job.created_by,
                    created_at=now,
                    updated_at=now,
                )
            )
        return await self.get(job.id)

    async def get(self, job_id: str) -> Job:
        """The job; raises NotFoundError."""
        query = await self.with_status()
        row = (await self._connection.execute(query.where(jobs.c.id == job_id))).first()
        if row is None:
            raise _gone(job_id)
        return read_job(row)

    async def get_many(self, job_ids: Collection[str]) -> dict[str, Job]:
        """Those of the jobs that are there, by id."""
        query = await self.with_status()
        found: dict[str, Job] = {}
        ids = list(job_ids)
        for start in range(0, len(ids), LARGEST_LIST):
            part = ids[start : start + LARGEST_LIST]
            rows = await self._connection.execute(query.where(jobs.c.id.in_(part)))
            found |= {row.id: read_job(row) for row in rows}
        return found

    async def latest_of_problem(self, problem_id: UUID) -> Job | None:
        """The newest job of a problem, None when it never had one."""
        page = await self.list(problem_id=problem_id, limit=1)
        return page.items[0] if page.items else None

    async def list(
        self,
        *,
        statuses: Collection[JobStatus] | None = None,
        problem_id: UUID | None = None,
        batch: str | None = None,
        created_by: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Job]:
        """Jobs, newest first; those in any of `statuses` when given."""
        query = await self.with_status()
        if statuses is not None:
            status = query.selected_columns.status
            query = query.where(status.in_([wanted.value for wanted in statuses]))
        for column, value in (
            (jobs.c.problem_id, problem_id),
            (jobs.c.batch, batch),
            (jobs.c.created_by, created_by),
        ):
            if value is not None:
                query = query.where(column == value)
        query = paged(query, jobs, cursor=cursor, limit=limit, read_id=str)
        rows = (await self._connection.execute(query)).all()
        return page_of(rows, limit, read_job)

    async def of_batch(self, batch: str) -> tuple[Job, ...]:
        """Every job of the batch, by position."""
        query = await self.with_status()
        rows = await self._connection.execute(
            query.where(jobs.c.batch == batch).order_by(jobs.c.position)
        )
        return tuple(read_job(row) for row in rows)

    async def pausing(self, job_ids: Collection[str]) -> frozenset[str]:
        """Those of the jobs that are asked to pause once their step is done. One list page."""
        if not await self.instances_exist():
            return frozenset()
        rows = await self._connection.execute(
            select(workflow_instances.c.id).where(
                workflow_instances.c.id.in_(job_ids),
                workflow_instances.c.status == "waitingForPause",
            )
        )
        return frozenset(row.id for row in rows)

    async def subjects(self, problem_ids: Collection[UUID]) -> dict[UUID, JobSubject]:
        """What jobs of these problems are about, by the problem's id. One list page at a time."""
        rows = await self._connection.execute(
            select(
                problems.c.id,
                problems.c.status,
                self._member(problems.c.text, "title").label("title"),
                self._member(problems.c.verification, "reason").label("reason"),
            ).where(problems.c.id.in_(problem_ids))
        )
        return {
            row.id: JobSubject(
                title=row.title,
                status=row.status,
                reason=row.reason if row.status != ProblemStatus.VERIFIED else None,
            )
            for row in rows
        }

    def _member(self, column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        """A string inside a column that holds JSON as text, without reading the rest of it."""
        if self._connection.dialect.name == SQLITE:
            return func.json_extract(column, f"$.{name}")
        return cast(column, JSON)[name].as_string()

    async def without_instance(self, *, limit: int = 500) -> tuple[Job, ...]:
        """The oldest jobs never submitted: a crash came before their instance was made."""
        query = await self.with_status()
        query = query.where(jobs.c.submitted_at.is_(None))
        if await self.instances_exist():
            query = query.where(workflow_instances.c.id.is_(None))
        rows = await self._connection.execute(
            query.order_by(jobs.c.created_at, jobs.c.id).limit(limit)
        )
        return tuple(read_job(row) for row in rows)

    async def mark_submitted(self, job_id: str) -> None:
        """Note that the job's workflow instance is there. A second time changes nothing."""
        await self._change(job_id)

    async def begin_step(self, job_id: str, step: str) -> None:
        """Note that a step is in progress.

        A step that had been completed is being done again: it and those after it count no longer.
        """
        completed = await self._completed_steps(job_id)
        if step in completed:
            completed = completed[: completed.index(step)]
        await self._change(
            job_id, current_step=step, completed_steps=completed, failure=None, completed_at=None
        )

    async def complete_step(self, job_id: str, step: str) -> None:
        """Note that a step is done, in the transaction that keeps its result."""
        completed = await self._completed_steps(job_id)
        if step not in completed:
            completed = (*completed, step)
        await self._change(job_id, completed_steps=completed)

    async def set_back(self, job: Job, step: str | None) -> None:
        """Note that a job is to start again from a step (None: the first), before a worker does.

        Unless somebody is quicker: a run that has begun since `job` was read notes it itself.
        """
        completed = job.completed_steps
        kept = completed[: completed.index(step)] if step in completed else completed
        await self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job.id, jobs.c.updated_at == job.updated_at)
            .values(
                current_step=step,
                completed_steps=kept if step else (),
                failure=None,
                completed_at=None,
                updated_at=datetime.now(UTC),
            )
        )

    async def complete(self, job_id: str) -> None:
        """Note that the whole job is done."""
        await self._change(job_id, current_step=None, failure=None, completed_at=datetime.now(UTC))

    async def fail(self, job_id: str, failure: JobFailure) -> None:
        """Note why the job ended without its result; what was made so far stays."""
        await self._change(job_id, failure=wire(failure), completed_at=None)

    async def keep_errors(self) -> None:
        """Note with each job that has no failure why its instance failed, before that goes."""
        if not await self.instances_exist():
            return
        rows = await self._connection.execute(
            select(jobs.c.id, jobs.c.current_step, workflow_instances.c.error)
            .join(workflow_instances, workflow_instances.c.id == jobs.c.id)
            .where(workflow_instances.c.status == "errored", jobs.c.failure.is_(None))
        )
        for row in rows.all():
            error = json.loads(row.error or "{}")
            failure = JobFailure(
                step=row.current_step,
                code=error.get("code") or "JOB_FAILED",
                message=error.get("message") or "the job failed",
            )
            await self.fail(row.id, failure)

    async def failures_by_step(self) -> dict[str, int]:
        """How many jobs failed at each step; "" for those that failed outside any."""
        rows = await self._connection.execute(
            select(jobs.c.failure).where(jobs.c.failure.is_not(None))
        )
        counts: dict[str, int] = {}
        for row in rows:
            step = JobFailure.model_validate(row.failure).step or ""
            counts[step] = counts.get(step, 0) + 1
        return counts

    async def counts_by_status(self) -> dict[JobStatus, int]:
        """How many jobs there are in each status, those with none left out."""
        every = (await self.with_status()).subquery()
        rows = await self._connection.execute(
            select(every.c.status, func.count().label("jobs")).group_by(every.c.status)
        )
        return {JobStatus(row.status): row.jobs for row in rows}

    async def with_status(self) -> Select[Any]:
        """Every job with its `status`, to be narrowed down."""
        if not await self.instances_exist():
            return select(jobs, _OWN_STATUS.label("status"))
        status: ColumnElement[str] = case(
            {theirs: ours.value for theirs, ours in STATUS_OF_INSTANCE.items()},
            value=workflow_instances.c.status,
            else_=_OWN_STATUS,
        )
        return select(jobs, status.label("status")).select_from(
            jobs.outerjoin(workflow_instances, workflow_instances.c.id == jobs.c.id)
        )

    async def instances_exist(self) -> bool:
        """Whether the workflow layer has made its table in this database yet."""
        return await self._connection.run_sync(
            lambda connection: inspect(connection).has_table(workflow_instances.name)
        )

    async def _completed_steps(self, job_id: str) -> tuple[str, ...]:
        found = await self._connection.execute(
            select(jobs.c.completed_steps).where(jobs.c.id == job_id).with_for_update()
        )
        row = found.first()
        if row is None:
            raise _gone(job_id)
        return tuple(row.completed_steps)

    async def _change(self, job_id: str, **values: Any) -> None:
        # Whoever marks a job does so from its instance, so it has been submitted.
        now = datetime.now(UTC)
        changed = await self._connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id)
            .values(
                updated_at=now,
                submitted_at=func.coalesce(jobs.c.submitted_at, now),
                **values,
            )
        )
        if changed.rowcount == 0:
            raise _gone(job_id)


def read_job(row: Row[Any]) -> Job:
    """A job of a row of `with_status`."""
    return Job(
        id=row.id,
        problem_id=row.problem_id,
        params=row.params,
        model=row.model,
        batch=row.batch,
        position=row.position,
        created_by=row.created_by,
        status=JobStatus(row.status),
        current_step=row.current_step,
        completed_steps=tuple(row.completed_steps),
        failure=row.failure and JobFailure.model_validate(row.failure),
        submitted_at=row.submitted_at,
        completed_at=row.completed_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _gone(job_id: str) -> NotFoundError:
    return NotFoundError(f"no job {job_id}: see the list of jobs")
