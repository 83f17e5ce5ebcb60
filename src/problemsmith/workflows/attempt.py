"""One attempt of one step: the gate, the function, and the record of what came of it."""

import asyncio
import inspect
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from .context import StepContext, current_step
from .errors import ErrorInfo, NonRetryableError, StepTimeoutError
from .events import EventType, NewEvent
from .execution import Execution
from .retries import Retries
from .serializer import Recorded
from .values import Codec

LONGEST_POSTPONED = 24 * 3600.0
"""Seconds from its first attempt in which a step may be postponed; from then on all are counted."""


@dataclass(frozen=True)
class Policy:
    """How often a step is tried, and how long one attempt may take."""

    retries: Retries
    timeout: float

    def config(self) -> dict[str, object]:
        """The form shown in the status."""
        return {
            "retries": {
                "limit": self.retries.limit,
                "delay": self.retries.delay,
                "backoff": self.retries.backoff,
            },
            "timeout": self.timeout,
        }


class Attempt:
    """One attempt of one step, and the events that tell of it.

    `attempt` counts from 1; `postponed` of those before it were postponed; the first one began at
    `since` (None: it is this one).
    """

    def __init__(
        self,
        execution: Execution,
        name: str,
        attempt: int,
        postponed: int,
        since: float | None,
        call: Callable[[], Awaitable[object]],
        codec: Codec,
        policy: Policy,
    ) -> None:
        self._execution = execution
        self._name = name
        self._attempt = attempt
        self._postponed = postponed
        self._since = since
        self._call = call
        self._codec = codec
        self._policy = policy
        self.raised: Exception | None = None
        """What the function raised, when it ran in this process."""
        self.text: str | None = None
        """What it returned, as JSON, when it ran in this process."""

    async def run(self, position: int) -> Recorded:
        """Pass the gate, call the function, and put what came of it in a record."""
        execution = self._execution
        recovered = execution.history.has(EventType.ATTEMPT_STARTED, position) or None
        start = time.time()
        await execution.gate(*self._starts(position, start, recovered=recovered))
        try:
            text = self._codec.dump(await self._bounded(), f"the result of step {self._name}")
            self.text = text
        except Exception as error:  # noqa: BLE001 - whatever the function raises is its outcome
            self.raised = error
            return self._failure(error, start)
        end = time.time()
        return Recorded(f'{{"value": {text}, "start": {start!r}, "end": {end!r}}}', {"end": end})

    async def _bounded(self) -> object:
        context = StepContext(
            self._execution.workflow_name,
            self._execution.instance_id,
            self._name,
            self._attempt,
            self._attempt - self._postponed,
            self._execution.run,
            self._execution.claim,
            self._log,
        )
        token = current_step.set(context)
        limit = asyncio.timeout(self._policy.timeout)
        try:
            async with limit:
                return await _awaited(self._call(), self._name)
        except TimeoutError as error:
            if limit.expired():
                raise StepTimeoutError(
                    f"step {self._name} took longer than {self._policy.timeout:g} s"
                ) from error
            raise
        finally:
            current_step.reset(token)

    def _log(self, message: str, fields: dict[str, object]) -> None:
        self._execution.tell(
            self._execution.event(
                EventType.LOG, self._name, self._attempt, message=message, fields=fields or None
            )
        )

    def _failure(self, error: Exception, start: float) -> Recorded:
        retries = self._policy.retries
        delay: float | None = None
        # Nothing was tried: it takes none of the repeats away.
        patient_until = (start if self._since is None else self._since) + LONGEST_POSTPONED
        is_postponed = getattr(error, "postponed", False) is True and start < patient_until
        counted = self._attempt - self._postponed
        if is_postponed or (not isinstance(error, NonRetryableError) and counted <= retries.limit):
            asked = getattr(error, "retry_after", None)
            delay = retries.delay_after(
                max(1, counted), float(asked) if isinstance(asked, int | float) else None
            )
        outcome: dict[str, object] = {
            "error": ErrorInfo.of(error).model_dump(exclude_none=True),
            "delay": delay,
            "start": start,
            "end": time.time(),
        }
        if is_postponed:
            outcome["postponed"] = True
        return Recorded(json.dumps(outcome))

    def tell(self, position: int, outcome: dict[str, Any], *, made: bool) -> None:
        """Record how the attempt ended; after a replay, only what a crash had left unrecorded."""
        events = list(self._ends(position, outcome))
        if made:
            self._execution.tell(*events)
        else:
            starts = self._starts(position, float(outcome["start"]), recovered=None)
            self._execution.tell_missing(*starts, *events)

    def _starts(self, position: int, start: float, *, recovered: bool | None) -> Iterator[NewEvent]:
        event = self._execution.event
        if self._attempt == 1 and not self._execution.history.has(EventType.STEP_STARTED, position):
            yield event(
                EventType.STEP_STARTED,
                self._name,
                at=start,
                position=position,
                config=self._policy.config(),
            )
        yield event(
            EventType.ATTEMPT_STARTED,
            self._name,
            self._attempt,
            at=start,
            position=position,
            recovered=recovered,
        )

    def _ends(self, position: int, outcome: dict[str, Any]) -> Iterator[NewEvent]:
        event, end = self._execution.event, float(outcome["end"])
        error = cast("dict[str, str] | None", outcome.get("error"))
        if error is None:
            kinds = (EventType.ATTEMPT_COMPLETED, EventType.STEP_COMPLETED)
        else:
            kinds = (EventType.ATTEMPT_ERRORED, EventType.STEP_ERRORED)
        yield event(
            kinds[0],
            self._name,
            self._attempt,
            at=end,
            position=position,
            error=error,
            delay=outcome.get("delay"),
        )
        if error is None or outcome["delay"] is None:
            yield event(kinds[1], self._name, at=end, position=position, error=error)


async def _awaited(result: object, name: str) -> object:
    if not inspect.isawaitable(result):
        # Trying again would not make it async.
        raise NonRetryableError(f"the function of step {name} must be async", "TypeError")
    return cast("object", await result)
