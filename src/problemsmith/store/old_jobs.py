"""Jobs that ended long ago: found, and deleted."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, case, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.store.jobs import JobRepository, read_job
from problemsmith.store.records import Job, JobStatus
from problemsmith.store.tables import jobs, workflow_instances

ENDED = (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.TERMINATED)
"""The statuses of jobs that nothing is going on with."""


class OldJobRepository:
    """Ended jobs, within one transaction.

    A job of a batch keeps its row when its timeline goes: that is how the batch, run again, knows
    that it has made this problem. Without a timeline it is none of those found here any more.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._jobs = JobRepository(connection)

    async def ended_before(
        self, moment: datetime, statuses: Collection[JobStatus], *, after: str = "", limit: int
    ) -> tuple[Job, ...]:
        """Jobs that ended before `moment`, by id, those past the id `after`."""
        query = await self._jobs.with_status()
        of_batch, long_ago = jobs.c.batch.is_not(None), jobs.c.updated_at < moment
        if await self._jobs.instances_exist():
            ended_at = workflow_instances.c.ended_at
            has_none = workflow_instances.c.id.is_(None)
            query = query.where(
                case((has_none, long_ago), else_=ended_at < moment.timestamp()),
                or_(jobs.c.batch.is_(None), workflow_instances.c.id.is_not(None)),
            )
        else:
            query = query.where(long_ago, ~of_batch)
        wanted = [status.value for status in statuses]
        query = query.where(query.selected_columns.status.in_(wanted), jobs.c.id > after)
        rows = await self._connection.execute(query.order_by(jobs.c.id).limit(limit))
        return tuple(read_job(row) for row in rows)

    async def delete(self, job_ids: Sequence[str]) -> int:
        """Delete those of the jobs that have no timeline and are of no batch; how many it were.

        One that was started again meanwhile has a timeline anew, and stays.
        """
        condition = and_(jobs.c.id.in_(job_ids), jobs.c.batch.is_(None))
        if await self._jobs.instances_exist():
            condition = and_(
                condition,
                ~select(workflow_instances.c.id)
                .where(workflow_instances.c.id == jobs.c.id)
                .exists(),
            )
        return (await self._connection.execute(delete(jobs).where(condition))).rowcount
