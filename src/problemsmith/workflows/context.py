"""What a step's function may know about where it runs."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field

import sqlalchemy as sa


@dataclass(frozen=True)
class StepContext:
    """The step that runs now. `attempt` counts from 1, `run` counts the restarts from 0; `tries`
    are the attempts so far, this one among them, without those that were postponed."""

    workflow_name: str
    instance_id: str
    step_name: str
    attempt: int
    tries: int
    run: int
    _claim: Callable[[], sa.Select[str]] = field(repr=False)
    _write: Callable[[str, dict[str, object]], None] = field(repr=False)

    @property
    def claim(self) -> sa.Select[str]:
        """For a step that writes to the same database: a query to be run first in the transaction.

        It gives no row when the instance was terminated, or when another worker has taken it over
        from this one, which was frozen or cut off: then nothing must be written.
        """
        return self._claim()

    def log(self, message: str, **fields: object) -> None:
        """Record a `log` event. `fields` are JSON values."""
        self._write(message, fields)


current_step: ContextVar[StepContext | None] = ContextVar("current_step", default=None)
"""Set around each attempt."""


def step_context() -> StepContext:
    """The step whose function is running. Raises RuntimeError outside one."""
    context = current_step.get()
    if context is None:
        raise RuntimeError("step_context() is for functions that run inside step.do")
    return context
