"""The ledger of model calls: what was asked, answered and paid."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.store.call_record import CallRecord
from problemsmith.store.records import ModelCall, Usage
from problemsmith.store.tables import model_calls

_ANSWERED = "answered"
_REJECTED = "rejected"
_REFUSED = "refused"
_NOT_ANSWERED = ("failed",)
"""Calls that brought nothing, so that a missing cost of theirs is no unknown price."""


class ModelCallRepository:
    """The model calls, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find_answer(self, key: str) -> str | None:
        """The newest answer to this very call that is good still; None if there is none."""
        rows = await self._connection.execute(
            select(model_calls.c.response)
            .where(
                model_calls.c.key == key,
                model_calls.c.status == _ANSWERED,
                model_calls.c.response.is_not(None),
            )
            .order_by(model_calls.c.id.desc())
            .limit(1)
        )
        return rows.scalar()

    async def has(self, call_id: UUID) -> bool:
        """Whether the call of this id is kept."""
        rows = await self._connection.execute(
            select(model_calls.c.id).where(model_calls.c.id == call_id)
        )
        return rows.first() is not None

    async def add(self, record: CallRecord, call_id: UUID) -> None:
        """Keep a call, under an id that grows with time."""
        await self._connection.execute(
            insert(model_calls).values(
                id=call_id,
                key=record.key,
                job_id=record.job_id,
                step=record.step,
                attempt=record.attempt,
                run=record.run,
                prompt=record.prompt,
                model=record.model,
                status=str(record.status),
                response=record.response,
                input_tokens=record.input_tokens,
                output_tokens=record.output_tokens,
                cost_usd=record.cost_usd,
                started_at=record.started_at,
                duration_seconds=record.duration_seconds,
                error=record.error,
            )
        )

    async def spent(self, job_id: str) -> float:
        """What the job's calls cost so far, in USD, over all its runs."""
        return (await self.usage(job_id)).cost_usd

    async def reject(
        self, job_id: str, step: str, run: int, keys: Collection[str] | None = None
    ) -> None:
        """Let the answers of a step's run (only those of `keys`, when given) not be used again."""
        query = update(model_calls).where(
            model_calls.c.job_id == job_id,
            model_calls.c.step == step,
            model_calls.c.run == run,
            model_calls.c.status == _ANSWERED,
        )
        if keys is not None:
            query = query.where(model_calls.c.key.in_(keys))
        await self._connection.execute(query.values(status=_REJECTED))

    async def attempts_wasted(self, job_id: str, step: str, run: int) -> int:
        """How many attempts at a step gave answers that were refused or could not be used."""
        rows = await self._connection.execute(
            select(model_calls.c.attempt)
            .distinct()
            .where(
                model_calls.c.job_id == job_id,
                model_calls.c.step == step,
                model_calls.c.run == run,
                model_calls.c.status.in_([_REJECTED, _REFUSED]),
            )
        )
        return len(rows.all())

    async def of_job(self, job_id: str) -> tuple[ModelCall, ...]:
        """The job's calls, oldest first, without what was answered."""
        rows = await self._connection.execute(
            select(*(part for part in model_calls.c if part.name != "response"))
            .where(model_calls.c.job_id == job_id)
            .order_by(model_calls.c.id)
        )
        return tuple(_read_call(row) for row in rows)

    async def usage(self, job_id: str | None = None) -> Usage:
        """The sums over a job's calls, or over all there are."""
        query = select(*_sums())
        if job_id is not None:
            query = query.where(model_calls.c.job_id == job_id)
        return _read_usage((await self._connection.execute(query)).one())

    async def usage_by_step(self, job_id: str | None = None) -> dict[str, Usage]:
        """The sums by step over a job's calls, or over all there are."""
        query = select(model_calls.c.step, *_sums()).group_by(model_calls.c.step)
        if job_id is not None:
            query = query.where(model_calls.c.job_id == job_id)
        rows = await self._connection.execute(query)
        return {row.step: _read_usage(row) for row in rows}

    async def usage_of_jobs(self, job_ids: Collection[str]) -> dict[str, Usage]:
        """The sums of each of these jobs; jobs without calls are left out."""
        rows = await self._connection.execute(
            select(model_calls.c.job_id, *_sums())
            .where(model_calls.c.job_id.in_(job_ids))
            .group_by(model_calls.c.job_id)
        )
        return {row.job_id: _read_usage(row) for row in rows}


def _sums() -> tuple[ColumnElement[Any], ...]:
    unpriced = case(
        (
            model_calls.c.cost_usd.is_(None) & model_calls.c.status.not_in(_NOT_ANSWERED),
            1,
        ),
        else_=0,
    )
    return (
        func.count().label("calls"),
        func.coalesce(func.sum(model_calls.c.input_tokens), 0).label("input_tokens"),
        func.coalesce(func.sum(model_calls.c.output_tokens), 0).label("output_tokens"),
        func.coalesce(func.sum(model_calls.c.cost_usd), 0.0).label("cost_usd"),
        func.coalesce(func.sum(unpriced), 0).label("unpriced_calls"),
        func.coalesce(func.sum(model_calls.c.duration_seconds), 0.0).label("seconds"),
    )


def _read_usage(row: Row[Any]) -> Usage:
    return Usage(
        calls=row.calls,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cost_usd=row.cost_usd,
        unpriced_calls=row.unpriced_calls,
        seconds=row.seconds,
    )


def _read_call(row: Row[Any]) -> ModelCall:
    return ModelCall(
        id=row.id,
        key=row.key,
        job_id=row.job_id,
        step=row.step,
        attempt=row.attempt,
        run=row.run,
        prompt=row.prompt,
        model=row.model,
        status=row.status,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cost_usd=row.cost_usd,
        started_at=row.started_at,
        duration_seconds=row.duration_seconds,
        error=row.error,
    )
