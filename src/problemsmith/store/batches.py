"""Batches: sets of jobs that one command makes, however often it is run."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.errors import NotFoundError, ValidationError
from problemsmith.problem.wire import Json
from problemsmith.store.records import Batch
from problemsmith.store.tables import batches


class BatchRepository:
    """The batches, within one transaction. Their jobs are had by `JobRepository.of_batch`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(
        self,
        name: str,
        *,
        size: int,
        params: dict[str, Json],
        budget_usd: float | None = None,
        created_by: str | None = None,
    ) -> Batch:
        """The batch of this name, made now if there is none.

        One that is there keeps its params, grows when `size` is larger, and may cost `budget_usd`
        from now on (None: as before); the caller compares the params with its own. Raises
        ValidationError for an empty name or a size below 1.
        """
        if not name.strip() or size < 1:
            raise ValidationError("a batch needs a name and a size of at least 1")
        if await self._find(name) is None:
            # Another process may be quicker: its batch is then this one.
            with suppress(IntegrityError):
                async with self._connection.begin_nested():
                    await self._connection.execute(
                        insert(batches).values(
                            name=name,
                            size=size,
                            params=params,
                            created_by=created_by,
                            created_at=datetime.now(UTC),
                        )
                    )
        await self._connection.execute(
            update(batches).where(batches.c.name == name, batches.c.size < size).values(size=size)
        )
        if budget_usd is not None:
            await self._connection.execute(
                update(batches).where(batches.c.name == name).values(budget_usd=budget_usd)
            )
        return await self.get(name)

    async def get(self, name: str) -> Batch:
        """The batch; raises NotFoundError."""
        found = await self._find(name)
        if found is None:
            raise NotFoundError(f"no batch {name!r}: `problemsmith generate --batch` makes one")
        return found

    async def _find(self, name: str) -> Batch | None:
        rows = await self._connection.execute(select(batches).where(batches.c.name == name))
        row = rows.first()
        return None if row is None else _read_batch(row)


def _read_batch(row: Row[Any]) -> Batch:
    return Batch(
        name=row.name,
        size=row.size,
        params=row.params,
        budget_usd=row.budget_usd,
        spent_usd=row.spent_usd,
        created_by=row.created_by,
        created_at=row.created_at,
    )
