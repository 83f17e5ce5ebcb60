"""A call's turn: first among this process's calls, then by leave of what all workers share."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from problemsmith.errors import ProblemsmithError, ProviderBusyError
from problemsmith.llm.admission import CallPlan
from problemsmith.llm.ledger import Ledger

PATIENCE_SECONDS = 60.0
"""How long a call waits for its turn; then its step is postponed, which holds no time limit."""

AGAIN_SECONDS = 5.0
"""How long a step is postponed whose call found no place in all that time."""

RENEW_SECONDS = 5.0
"""How often the tickets of calls in flight are renewed: an eighth of their life."""

_log = logging.getLogger(__name__)


class Turns:
    """Lets calls through one by one, as the ledger gives leave. Used on one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lines: dict[str, asyncio.Lock] = {}
        self._tickets: set[UUID] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()
        """Set, and replaced, when a call has ended."""

    @asynccontextmanager
    async def turn(self, plan: CallPlan) -> AsyncGenerator[UUID]:
        """Wait for leave; gives the ticket, which the ledger wants back with the call's record.

        Raises ProviderBusyError when it takes longer than the caller should stand and wait, and
        BudgetExceededError when the money is not there.
        """
        ticket = await self._admitted(plan)
        self._tickets.add(ticket)
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew())
        try:
            yield ticket
        finally:
            self._tickets.discard(ticket)
            ended, self._ended = self._ended, asyncio.Event()
            ended.set()

    async def _admitted(self, plan: CallPlan) -> UUID:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await self._first_in_line(plan, give_up)
            except ProviderBusyError as busy:
                if not busy.for_money or time.monotonic() + busy.retry_after > give_up:
                    raise
                # Out of the line: the others need not wait for what this one's job has in flight.
                await self._wait(busy.retry_after)

    async def _first_in_line(self, plan: CallPlan, give_up: float) -> UUID:
        """Only the first of a provider's line asks: the database is not asked in vain by all."""
        line = self._lines.setdefault(plan.provider, asyncio.Lock())
        try:
            async with asyncio.timeout(give_up - time.monotonic()):
                await line.acquire()
        except TimeoutError:
            raise ProviderBusyError(
                f"{plan.provider} has many calls in hand: this one waits for its turn",
                retry_after=_spread(AGAIN_SECONDS),
            ) from None
        try:
            while True:
                try:
                    return await self._ledger.admit(plan)
                except ProviderBusyError as busy:
                    if busy.for_money:
                        raise
                    if time.monotonic() + busy.retry_after > give_up:
                        raise ProviderBusyError(
                            busy.message, retry_after=_spread(busy.retry_after)
                        ) from busy
                    await self._wait(busy.retry_after)
        finally:
            line.release()

    async def _wait(self, seconds: float) -> None:
        """Wait so long, or until a call of this process has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_spread(seconds)):
                await self._ended.wait()

    async def _renew(self) -> None:
        try:
            while self._tickets:
                await asyncio.sleep(RENEW_SECONDS)
                if self._tickets:
                    try:
                        await self._ledger.renew(tuple(self._tickets))
                    except ProblemsmithError as error:
                        _log.warning("tickets of calls in flight were not renewed: %s", error)
        finally:
            self._renewing = None

    async def aclose(self) -> None:
        """Stop renewing."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait({self._renewing})


def _spread(seconds: float) -> float:
    """A little more, so that those who wait do not all come back at once."""
    return seconds * (1 + random.random() / 4)  # noqa: S311 - nothing secret hangs on it
