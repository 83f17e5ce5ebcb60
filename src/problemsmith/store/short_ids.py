"""Ids by a part of them, as people write them off a list."""

from uuid import UUID

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.store.tables import jobs, problems

MATCHES = 5
"""Ids that are given back at most: enough to say that a part is of more than one."""

UUID_SHAPE = "-".join("_" * digits for digits in (8, 4, 4, 4, 12))
"""How LIKE tells the ids that are made here from those that clients chose."""


class ShortIdRepository:
    """Finds ids by how they begin or end, within one transaction.

    New ids begin with the time, so those of one hour begin alike; their ends are random.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def problems(self, part: str) -> tuple[UUID, ...]:
        """The first few problems whose ids begin or end so, newest first."""
        # As 32 digits: SQLite keeps them so, PostgreSQL with hyphens.
        digits = func.replace(cast(problems.c.id, Text), "-", "")
        plain = part.replace("-", "").lower()
        rows = await self._connection.execute(
            select(problems.c.id)
            .where(
                or_(
                    digits.startswith(plain, autoescape=True),
                    digits.endswith(plain, autoescape=True),
                )
            )
            .order_by(problems.c.created_at.desc())
            .limit(MATCHES)
        )
        return tuple(row.id for row in rows)

    async def jobs(self, part: str) -> tuple[str, ...]:
        """The first few jobs whose ids begin or end so, newest first; of ids that were made here.

        Those that clients chose are names, and one may well begin with the whole of another.
        """
        rows = await self._connection.execute(
            select(jobs.c.id)
            .where(
                jobs.c.id.like(UUID_SHAPE),
                or_(
                    jobs.c.id.startswith(part, autoescape=True),
                    jobs.c.id.endswith(part, autoescape=True),
                ),
            )
            .order_by(jobs.c.created_at.desc())
            .limit(MATCHES)
        )
        return tuple(row.id for row in rows)
