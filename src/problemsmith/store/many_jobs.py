"""Many new jobs with their problems in a few statements: one by one, nearly all is waiting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import Json
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.problem_rows import problem_values
from problemsmith.store.records import NewJob
from problemsmith.store.tables import (
    focus_areas,
    jobs,
    problem_focus_areas,
    problem_wishes,
    problems,
)


@dataclass(frozen=True, slots=True)
class NewWork:
    """A problem of which nothing is made yet but its focus areas, and the job that makes it."""

    problem: Problem
    job: NewJob


class ManyJobsRepository:
    """New jobs in great numbers, within one transaction. Give it some hundreds at a time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, works: Sequence[NewWork], wish: dict[str, Json]) -> None:
        """Keep new problems, what was wished of them all, and their jobs.

        Raises DuplicateError for a taken place of the batch, NotFoundError for a batch that is not
        there.
        """
        if not works:
            return
        now = datetime.now(UTC)
        with clear_conflicts(
            taken="another run has filled places of this batch meanwhile", missing="no such batch"
        ):
            await self._connection.execute(
                insert(problems), [problem_values(work.problem, None) for work in works]
            )
            await self._insert_focus_areas([work.problem for work in works])
            await self._connection.execute(
                insert(problem_wishes),
                [{"problem_id": work.problem.id, "request": wish} for work in works],
            )
            await self._connection.execute(
                insert(jobs),
                [
                    {
                        "id": work.job.id,
                        "problem_id": work.job.problem_id,
                        "params": work.job.params,
                        "model": work.job.model,
                        "batch": work.job.batch,
                        "position": work.job.position,
                        "completed_steps": (),
                        "created_by": work.job.created_by,
                        "created_at": now,
                        "updated_at": now,
                    }
                    for work in works
                ],
            )

    async def mark_submitted(self, job_ids: Collection[str]) -> None:
        """Note that the jobs' workflow instances are there. A second time changes nothing."""
        now = datetime.now(UTC)
        await self._connection.execute(
            update(jobs)
            .where(jobs.c.id.in_(job_ids))
            .values(updated_at=now, submitted_at=func.coalesce(jobs.c.submitted_at, now))
        )

    async def _insert_focus_areas(self, new: Sequence[Problem]) -> None:
        rows = await self._connection.execute(select(focus_areas.c.slug, focus_areas.c.id))
        ids = {row.slug: row.id for row in rows}
        pairs = [
            {"problem_id": problem.id, "focus_area_id": ids[slug]}
            for problem in new
            for slug in dict.fromkeys(problem.focus_areas)
        ]
        if pairs:
            await self._connection.execute(insert(problem_focus_areas), pairs)
