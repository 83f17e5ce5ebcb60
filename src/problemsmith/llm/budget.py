"""Stops a job before the call that would pass its budget, also when calls run side by side."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from problemsmith.errors import BudgetExceededError
from problemsmith.llm.ledger import Ledger


@dataclass
class _Held:
    """What a job's calls in flight may cost at worst."""

    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    usd: float = 0.0
    users: int = 0


class Budgets:
    """Reserves the worst cost of a call while it is in flight."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._held: dict[tuple[int, str], _Held] = {}

    @asynccontextmanager
    async def reserve(
        self, job_id: str, worst_usd: float, budget_usd: float
    ) -> AsyncGenerator[None]:
        """Hold `worst_usd` of the job's budget while the body runs.

        Waits for calls in flight when only their reservations stand in the way, since most cost
        less than their worst. Raises `BudgetExceededError` when the money itself is not there.
        """
        where = (id(asyncio.get_running_loop()), job_id)  # a condition belongs to one event loop
        held = self._held.setdefault(where, _Held())
        held.users += 1
        try:
            async with held.changed:
                while True:
                    spent = await self._ledger.spent(job_id)
                    if spent + worst_usd > budget_usd:
                        raise BudgetExceededError(
                            f"The next model call could cost ${worst_usd:.4f}; ${spent:.4f} of the "
                            f"job's budget of ${budget_usd:.4f} are spent. Give the job a larger "
                            "budget, or choose a cheaper model."
                        )
                    if spent + held.usd + worst_usd <= budget_usd:
                        break
                    await held.changed.wait()
                held.usd += worst_usd
            try:
                yield
            finally:
                held.usd -= worst_usd
                async with held.changed:
                    held.changed.notify_all()
        finally:
            held.users -= 1
            if not held.users:
                self._held.pop(where, None)
