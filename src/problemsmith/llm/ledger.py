"""The ledger of model calls: what it must offer, and what a row holds.

The store implements `Ledger` by shape alone, so neither package imports the other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from problemsmith.llm.admission import CallEnd, CallPlan


class CallStatus(StrEnum):
    """How a round-trip ended."""

    ANSWERED = "answered"  # a whole answer, good or bad; replayed when the same call comes again
    TRUNCATED = "truncated"  # cut off by the token limit
    REFUSED = "refused"  # the provider says the model would not answer
    FAILED = "failed"  # nothing usable came back
    REJECTED = "rejected"  # was answered; found unusable, so never replayed


@dataclass(frozen=True)
class CallRecord:
    """One round-trip to a provider."""

    key: str  # SHA-256 of what was asked, in hex; several rows may share it
    job_id: str
    step: str
    attempt: int
    run: int
    prompt: str
    model: str
    status: CallStatus
    response: str | None  # the text as received, without NUL and lone surrogates
    input_tokens: int | None  # None: the provider did not say
    output_tokens: int | None
    cost_usd: float | None  # None: no price is known, or nothing was answered
    started_at: datetime  # aware, UTC
    duration_seconds: float
    error: str | None  # one sentence


class Ledger(Protocol):
    """Keeps every round-trip, so that paid work is never done twice and a budget can be kept."""

    async def find_answer(self, key: str) -> str | None:
        """Give the response of this key's newest *answered* row; an empty text is an answer."""
        ...

    async def admit(self, plan: CallPlan) -> UUID:
        """Give a ticket for a call, under what all workers together may ask and spend.

        Raises ProviderBusyError while it must wait, BudgetExceededError when it may never be made.
        """
        ...

    async def renew(self, tickets: Collection[UUID]) -> None:
        """Keep the tickets of calls in flight, which lapse soon otherwise."""
        ...

    async def record(self, record: CallRecord, end: CallEnd | None = None) -> float | None:
        """Write a row, take the call's ticket back, and make both durable before returning.

        Gives the seconds for which the provider is left alone, when it is known to be away.
        """
        ...

    async def reject(
        self, job_id: str, step: str, run: int, keys: Collection[str] | None = None
    ) -> None:
        """Mark the step's answered rows rejected, all of them or those of the given keys."""
        ...
