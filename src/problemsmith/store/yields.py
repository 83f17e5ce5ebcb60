"""What became of the jobs: the queries behind the yield ledger."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.problem.problem import ProblemStatus
from problemsmith.store.tables import jobs, problems


class YieldRepository:
    """Sums over jobs and their problems, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def problems_by_status(self) -> dict[ProblemStatus, int]:
        """How many problems that a job has worked on stand in each status."""
        rows = await self._connection.execute(
            select(problems.c.status, func.count().label("problems"))
            .where(problems.c.id.in_(select(jobs.c.problem_id)))
            .group_by(problems.c.status)
        )
        return {ProblemStatus(row.status): row.problems for row in rows}

    async def rejected_reports(self) -> tuple[dict[str, Any], ...]:
        """The verification reports of the rejected problems that a job has worked on."""
        rows = await self._connection.execute(
            select(problems.c.verification).where(
                problems.c.status == ProblemStatus.REJECTED.value,
                problems.c.verification.is_not(None),
                problems.c.id.in_(select(jobs.c.problem_id)),
            )
        )
        return tuple(row.verification for row in rows)
