"""A model call as the ledger is given it."""

from datetime import datetime
from typing import Protocol


class CallRecord(Protocol):
    """What `problemsmith.llm` tells of a call; the two rooms import nothing of each other."""

    @property
    def key(self) -> str:
        """SHA-256, in hex, of what was asked; several calls may share it."""
        ...

    @property
    def job_id(self) -> str:
        """The job that it was made for."""
        ...

    @property
    def step(self) -> str:
        """The step that it was made in."""
        ...

    @property
    def attempt(self) -> int:
        """The step's attempt, from 1."""
        ...

    @property
    def run(self) -> int:
        """The job's run: one more at each restart."""
        ...

    @property
    def prompt(self) -> str:
        """The prompt's name."""
        ...

    @property
    def model(self) -> str:
        """The model, as people name it."""
        ...

    @property
    def status(self) -> str:
        """answered, truncated, refused, failed or rejected."""
        ...

    @property
    def response(self) -> str | None:
        """What the model wrote; None when nothing came."""
        ...

    @property
    def input_tokens(self) -> int | None:
        """Tokens read; None when not told."""
        ...

    @property
    def output_tokens(self) -> int | None:
        """Tokens written; None when not told."""
        ...

    @property
    def cost_usd(self) -> float | None:
        """The cost in USD; None when no price is known or nothing was answered."""
        ...

    @property
    def started_at(self) -> datetime:
        """When it began."""
        ...

    @property
    def duration_seconds(self) -> float:
        """How long it took, in seconds."""
        ...

    @property
    def error(self) -> str | None:
        """Why it failed, in one sentence."""
        ...
