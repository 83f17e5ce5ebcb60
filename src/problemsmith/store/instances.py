"""Workflow instances as lists show them: each with its job, its problem and its owner."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.problem.wire import WireModel
from problemsmith.store.paging import Page, page_of, paged
from problemsmith.store.tables import jobs, problems

ENDED = ("complete", "errored", "terminated")
"""The statuses, by their wire names, in which an instance holds nothing any more."""

_instances = table(
    "workflow_instances",
    column("id"),
    column("status"),
    column("queued_at"),
    column("started_at"),
    column("ended_at"),
    column("error"),
)


class ListedInstance(WireModel):
    """An instance without its steps and values. Times are UTC; `queued` is when the run began."""

    id: str
    problem_id: UUID
    status: str
    current_step: str | None
    completed_steps: tuple[str, ...]
    model: str
    created: datetime
    queued: datetime
    start: datetime | None
    end: datetime | None


class InstanceRepository:
    """The instances, within one transaction. The workflow layer's tables must be there."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(
        self,
        *,
        statuses: Collection[str] | None = None,
        problem_id: UUID | None = None,
        owner: str | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ListedInstance]:
        """Instances, newest first. `owner` is the user whose problems they are about."""
        query = select(
            jobs,
            _instances.c.status,
            _instances.c.queued_at,
            _instances.c.started_at,
            _instances.c.ended_at,
        ).join(_instances, _instances.c.id == jobs.c.id)
        if statuses is not None:
            query = query.where(_instances.c.status.in_(statuses))
        if problem_id is not None:
            query = query.where(jobs.c.problem_id == problem_id)
        if owner is not None:
            query = query.where(
                jobs.c.problem_id.in_(select(problems.c.id).where(problems.c.created_by == owner))
            )
        if created_after is not None:
            query = query.where(jobs.c.created_at > created_after)
        if created_before is not None:
            query = query.where(jobs.c.created_at < created_before)
        query = paged(query, jobs, cursor=cursor, limit=limit, read_id=str)
        rows = (await self._connection.execute(query)).all()
        return page_of(rows, limit, _read)

    async def find(self, job_id: str) -> tuple[str, str | None] | None:
        """The status, by its wire name, and the error's message; None without an instance."""
        found = await self._connection.execute(
            select(_instances.c.status, _instances.c.error).where(_instances.c.id == job_id)
        )
        row = found.first()
        if row is None:
            return None
        return row.status, None if row.error is None else str(json.loads(row.error)["message"])

    async def count_jobs(self) -> int:
        """How many jobs there are in all."""
        found = await self._connection.execute(select(func.count()).select_from(jobs))
        return found.scalar_one()

    async def count_in_flight(self, created_by: str) -> int:
        """How many jobs this user has started that have not ended."""
        open_jobs = or_(
            _instances.c.status.not_in(ENDED),
            and_(_instances.c.id.is_(None), jobs.c.submitted_at.is_(None)),
        )
        found = await self._connection.execute(
            select(func.count())
            .select_from(jobs.outerjoin(_instances, _instances.c.id == jobs.c.id))
            .where(jobs.c.created_by == created_by, open_jobs)
        )
        return found.scalar_one()

    async def open_job(self, problem_id: UUID) -> tuple[str, str | None] | None:
        """The newest job of the problem that has not ended, with its step; None if there is none.

        Locks the problem where the database can, so that two who ask at once ask in turn.
        """
        await self._connection.execute(
            select(problems.c.id).where(problems.c.id == problem_id).with_for_update()
        )
        found = await self._connection.execute(
            select(jobs.c.id, jobs.c.current_step)
            .select_from(jobs.outerjoin(_instances, _instances.c.id == jobs.c.id))
            .where(
                jobs.c.problem_id == problem_id,
                or_(
                    _instances.c.status.not_in(ENDED),
                    and_(_instances.c.id.is_(None), jobs.c.submitted_at.is_(None)),
                ),
            )
            .order_by(jobs.c.created_at.desc())
            .limit(1)
        )
        row = found.first()
        return None if row is None else (row.id, row.current_step)


def _read(row: Row[Any]) -> ListedInstance:
    return ListedInstance(
        id=row.id,
        problem_id=row.problem_id,
        status=row.status,
        current_step=row.current_step,
        completed_steps=tuple(row.completed_steps),
        model=row.model,
        created=row.created_at,
        queued=datetime.fromtimestamp(row.queued_at, UTC),
        start=None if row.started_at is None else datetime.fromtimestamp(row.started_at, UTC),
        end=None if row.ended_at is None else datetime.fromtimestamp(row.ended_at, UTC),
    )
