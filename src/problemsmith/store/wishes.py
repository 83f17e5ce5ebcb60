"""What was wished for a problem: kept for steps that are started one at a time, later."""

from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.problem.wire import Json
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.tables import problem_wishes


class WishRepository:
    """The wishes, within one transaction: one a problem, gone with it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, problem_id: UUID, request: dict[str, Json]) -> None:
        """Keep the wish; raises NotFoundError when the problem is gone."""
        with clear_conflicts(
            taken=f"problem {problem_id} has a wish already", missing=f"no problem {problem_id}"
        ):
            await self._connection.execute(
                insert(problem_wishes).values(problem_id=problem_id, request=request)
            )

    async def find(self, problem_id: UUID) -> dict[str, Json] | None:
        """The wish; None for a problem that was made without one."""
        found = await self._connection.execute(
            select(problem_wishes.c.request).where(problem_wishes.c.problem_id == problem_id)
        )
        row = found.first()
        return None if row is None else row.request
