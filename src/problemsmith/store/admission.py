"""Leave to call a model: what all workers together may ask of a provider, and spend.

A call takes a ticket before it is made and gives it back with what came of it. The provider's row
is locked meanwhile, so what one worker is granted the next one sees. A ticket that is not renewed
lapses: whoever held it is no more.
"""

import dataclasses
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from problemsmith.errors import ProviderBusyError
from problemsmith.store.budgets import BudgetRepository
from problemsmith.store.call_plan import CallEnd, CallPlan
from problemsmith.store.provider_health import ProviderHealth
from problemsmith.store.tables import call_tickets, providers

TICKET_SECONDS = 40.0
"""How long a ticket is good without being renewed: longer than a database may be away."""

TURN_SECONDS = 0.5
"""When a call that found all places taken had best ask again."""

MINUTE = timedelta(minutes=1)


class AdmissionRepository:
    """Tickets and providers, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._budgets = BudgetRepository(connection)

    async def admit(self, plan: CallPlan) -> UUID:
        """Give a ticket for the call.

        Raises:
            ProviderBusyError: Not now: the provider is let be, its places are taken, its minute is
                used up, or calls in flight may yet need what is left of the budget.
            BudgetExceededError: The money is not there.
        """
        health = await self._locked(plan.provider)
        now = await self._now()
        await self._prune(plan.provider, now)
        batch = await self._budgets.check(plan, now)
        await self._check_turn(plan, health, now)
        ticket = uuid7()
        await self._connection.execute(
            insert(call_tickets).values(
                id=ticket,
                provider=plan.provider,
                job_id=plan.job_id,
                batch=batch,
                tokens=plan.tokens,
                worst_usd=plan.worst_usd or 0.0,
                started_at=now,
                expires_at=now + timedelta(seconds=TICKET_SECONDS),
            )
        )
        return ticket

    async def renew(self, tickets: Collection[UUID]) -> None:
        """Keep the tickets of calls that are still in flight; one that has lapsed stays so."""
        now = await self._now()
        await self._connection.execute(
            update(call_tickets)
            .where(call_tickets.c.id.in_(tickets), call_tickets.c.expires_at > now)
            .values(expires_at=now + timedelta(seconds=TICKET_SECONDS))
        )

    async def void_all(self) -> None:
        """Take back every ticket: for the one worker of an SQLite file, as it begins."""
        await self._connection.execute(
            delete(call_tickets).where(call_tickets.c.ended_at.is_(None))
        )

    async def end(self, call: CallEnd, *, tokens: int | None, reason: str | None) -> ProviderHealth:
        """Take a ticket back, and learn from how the call ended: how the provider is now."""
        plan = call.plan
        before = await self._locked(plan.provider)
        now = await self._now()
        values: dict[str, object] = {"ended_at": now, "worst_usd": 0.0}
        if tokens is not None:
            values["tokens"] = tokens
        await self._connection.execute(
            update(call_tickets).where(call_tickets.c.id == call.ticket).values(**values)
        )
        after = before
        if call.health == "good":
            after = before.after_good(now, plan.concurrency)
        elif call.health == "limited":
            in_flight = await self._in_flight(plan.provider, now) + 1
            after = before.after_limit(now, in_flight, call.retry_after, reason or "")
        elif call.health == "failing":
            after = before.after_failure(now, reason or "")
        if dataclasses.replace(after, changed_at=before.changed_at) != before:
            await self._connection.execute(
                update(providers)
                .where(providers.c.name == plan.provider)
                .values(**dataclasses.asdict(after))
            )
        return after

    async def _now(self) -> datetime:
        """The database's time, where several machines share one: their own clocks may differ."""
        if self._connection.dialect.name == "sqlite":
            return datetime.now(UTC)
        return (await self._connection.execute(select(func.clock_timestamp()))).scalar_one()

    async def _locked(self, provider: str) -> ProviderHealth:
        query = select(providers).where(providers.c.name == provider).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            # Another worker may be quicker.
            with suppress(IntegrityError):
                async with self._connection.begin_nested():
                    await self._connection.execute(
                        insert(providers).values(
                            name=provider, failures=0, changed_at=datetime.now(UTC)
                        )
                    )
            row = (await self._connection.execute(query)).one()
        return ProviderHealth(
            changed_at=row.changed_at,
            failures=row.failures,
            allowed=row.allowed,
            paused_until=row.paused_until,
            reason=row.reason,
        )

    async def _prune(self, provider: str, now: datetime) -> None:
        is_over = call_tickets.c.ended_at.is_not(None) & (call_tickets.c.started_at < now - MINUTE)
        has_lapsed = call_tickets.c.ended_at.is_(None) & (call_tickets.c.expires_at < now)
        await self._connection.execute(
            delete(call_tickets).where(call_tickets.c.provider == provider, is_over | has_lapsed)
        )

    async def _check_turn(self, plan: CallPlan, health: ProviderHealth, now: datetime) -> None:
        who = plan.provider
        left = health.pause_left(now)
        if left > 0 and health.paused_until is not None:
            raise ProviderBusyError(
                f"{who} is left alone until {health.paused_until:%H:%M:%S} UTC: {health.reason}",
                retry_after=left,
            )
        bound = health.bound(plan.concurrency)
        if await self._in_flight(who, now) >= bound:
            calls = "call" if bound == 1 else "calls"
            why = f": {health.reason}" if bound < plan.concurrency else ""
            raise ProviderBusyError(
                f"{who} gets {bound} {calls} at once, and has them{why}", retry_after=TURN_SECONDS
            )
        for most, count, what in (
            (plan.requests_per_minute, func.count(), "calls"),
            (plan.tokens_per_minute, func.sum(call_tickets.c.tokens), "tokens"),
        ):
            if most is not None:
                need = 1 if what == "calls" else plan.tokens
                await self._check_minute(plan, now, most=most, need=need, count=count, what=what)

    async def _check_minute(
        self,
        plan: CallPlan,
        now: datetime,
        *,
        most: int,
        need: int,
        count: "ColumnElement[int]",
        what: str,
    ) -> None:
        used, oldest = (
            await self._connection.execute(
                select(count, func.min(call_tickets.c.started_at)).where(
                    call_tickets.c.provider == plan.provider,
                    call_tickets.c.started_at > now - MINUTE,
                )
            )
        ).one()
        # A call that is larger than the whole minute's share has a minute of its own.
        if used and used + need > most:
            left = (oldest + MINUTE - now).total_seconds()
            raise ProviderBusyError(
                f"{plan.provider} gets {most:,} {what} a minute, and has had them",
                retry_after=max(left, 0.05),
            )

    async def _in_flight(self, provider: str, now: datetime) -> int:
        rows = await self._connection.execute(
            select(func.count()).where(
                call_tickets.c.provider == provider,
                call_tickets.c.ended_at.is_(None),
                call_tickets.c.expires_at > now,
            )
        )
        return rows.scalar_one()
