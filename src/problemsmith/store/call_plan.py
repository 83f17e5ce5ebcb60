"""A model call that is about to be made, and how it ended, as the store is told of it."""

from typing import Literal, Protocol
from uuid import UUID

Health = Literal["good", "limited", "failing", "unknown"]
"""What the end of a call says of its provider: it is well; it asks for fewer calls; it is away or
in trouble; nothing."""


class CallPlan(Protocol):
    """What `problemsmith.llm` wants to ask; the two rooms import nothing of each other."""

    @property
    def provider(self) -> str:
        """The provider, by the name that stands before the model's."""
        ...

    @property
    def job_id(self) -> str:
        """The job that it is made for."""
        ...

    @property
    def tokens(self) -> int:
        """Tokens read and written, at most."""
        ...

    @property
    def worst_usd(self) -> float | None:
        """What it may cost, in USD; None when no price is known."""
        ...

    @property
    def budget_usd(self) -> float | None:
        """What the job may cost in all, in USD."""
        ...

    @property
    def concurrency(self) -> int:
        """Calls that the provider gets at once, from all workers."""
        ...

    @property
    def requests_per_minute(self) -> int | None:
        """Calls that it gets in a minute."""
        ...

    @property
    def tokens_per_minute(self) -> int | None:
        """Tokens that it gets in a minute, read and written."""
        ...


class CallEnd(Protocol):
    """What a call that had a ticket came to."""

    @property
    def ticket(self) -> UUID:
        """The ticket, to be given back."""
        ...

    @property
    def plan(self) -> CallPlan:
        """What it was given for."""
        ...

    @property
    def health(self) -> Health:
        """What it tells of the provider."""
        ...

    @property
    def retry_after(self) -> float | None:
        """Seconds for which the provider asked to be let be."""
        ...
