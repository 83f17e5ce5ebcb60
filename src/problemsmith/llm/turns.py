"""A call's turn: a place among this process's calls, then leave from what all workers share."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from problemsmith.errors import ProblemsmithError, ProviderBusyError
from problemsmith.llm.admission import CallPlan
from problemsmith.llm.ledger import Ledger

PATIENCE_SECONDS = 120.0
"""How long a call waits for its turn; then its step is postponed, which holds no time limit."""

AGAIN_SECONDS = 5.0
"""How long a step is postponed whose call found no place in all that time."""

RENEW_SECONDS = 5.0
"""How often the tickets of calls in flight are renewed: a third of their life."""

_log = logging.getLogger(__name__)


@dataclass
class _OnLoop:
    """What belongs to one event loop."""

    places: dict[str, asyncio.Semaphore] = field(default_factory=dict[str, asyncio.Semaphore])
    tickets: set[UUID] = field(default_factory=set[UUID])
    renewing: asyncio.Task[None] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, and replaced, when a call has ended."""


class Turns:
    """Lets calls through one by one, as the ledger gives leave."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._loops: dict[asyncio.AbstractEventLoop, _OnLoop] = {}

    @asynccontextmanager
    async def turn(self, plan: CallPlan) -> AsyncGenerator[UUID]:
        """Wait for leave; gives the ticket, which the ledger wants back with the call's record.

        Raises ProviderBusyError when it takes longer than the caller should stand and wait, and
        BudgetExceededError when the money is not there.
        """
        here = self._here()
        async with self._place(here, plan):
            ticket = await self._admitted(here, plan)
            here.tickets.add(ticket)
            if here.renewing is None:
                here.renewing = asyncio.create_task(self._renew(here))
            try:
                yield ticket
            finally:
                here.tickets.discard(ticket)
                changed, here.changed = here.changed, asyncio.Event()
                changed.set()

    @asynccontextmanager
    async def _place(self, here: _OnLoop, plan: CallPlan) -> AsyncGenerator[None]:
        # Without it every waiting job of the process would ask the database for its turn.
        places = here.places.setdefault(plan.provider, asyncio.Semaphore(plan.concurrency))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await places.acquire()
        except TimeoutError:
            raise ProviderBusyError(
                f"{plan.provider} has {plan.concurrency} calls of this worker in hand, and others"
                " wait for their turn",
                retry_after=_spread(AGAIN_SECONDS),
            ) from None
        try:
            yield
        finally:
            places.release()

    async def _admitted(self, here: _OnLoop, plan: CallPlan) -> UUID:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while True:
            changed = here.changed
            try:
                return await self._ledger.admit(plan)
            except ProviderBusyError as busy:
                if time.monotonic() + busy.retry_after > give_up:
                    raise
                wait = _spread(busy.retry_after)
            try:
                async with asyncio.timeout(wait):
                    await changed.wait()
            except TimeoutError:
                continue

    async def _renew(self, here: _OnLoop) -> None:
        try:
            while here.tickets:
                await asyncio.sleep(RENEW_SECONDS)
                if here.tickets:
                    try:
                        await self._ledger.renew(tuple(here.tickets))
                    except ProblemsmithError as error:
                        _log.warning("tickets of calls in flight were not renewed: %s", error)
        finally:
            here.renewing = None

    async def aclose(self) -> None:
        """Stop renewing on this event loop."""
        here = self._loops.pop(asyncio.get_running_loop(), None)
        if here is not None and here.renewing is not None:
            here.renewing.cancel()
            await asyncio.wait({here.renewing})

    def _here(self) -> _OnLoop:
        return self._loops.setdefault(asyncio.get_running_loop(), _OnLoop())


def _spread(seconds: float) -> float:
    """A little more, so that those who wait do not all come back at once."""
    return seconds * (1 + random.random() / 4)  # noqa: S311 - nothing secret hangs on it
