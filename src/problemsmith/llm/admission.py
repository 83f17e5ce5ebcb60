"""What a call is about to take, and what its end says of the provider."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Health = Literal["good", "limited", "failing", "unknown"]
"""It is well; it asks for fewer calls; it is away or in trouble; the call's end says nothing."""


@dataclass(frozen=True)
class CallPlan:
    """A call that wants leave: the most it may take, and the limits that it comes under."""

    provider: str
    job_id: str
    tokens: int  # read and written, at most
    worst_usd: float | None  # None: no price is known
    budget_usd: float | None  # the job's; its batch may have one too
    concurrency: int  # calls at once, from all workers
    requests_per_minute: int | None
    tokens_per_minute: int | None


@dataclass(frozen=True)
class CallEnd:
    """A call that had a ticket, and how it ended."""

    ticket: UUID
    plan: CallPlan
    health: Health
    retry_after: float | None = None  # seconds for which the provider asked to be let be
