"""What a workflow is written with: `do`, `sleep`, `sleep_until`, `wait_for_event`, `log`."""

import asyncio
import inspect
import json
import math
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar, TypeVarTuple, cast

import sqlalchemy as sa
from pydantic import ValidationError

from .context import StepContext, current_step
from .durable import record
from .errors import (
    ErrorInfo,
    NonRetryableError,
    StepFailedError,
    StepTimeoutError,
    ValueNotJsonError,
    WaitTimeoutError,
    WorkflowChangedError,
)
from .events import EventType, NewEvent
from .execution import EngineFailure, Execution
from .journal import Transaction, wait_briefly
from .retries import Retries
from .serializer import Recorded
from .tables import messages
from .values import PLAIN, Codec, returned_by

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

DEFAULT_TIMEOUT = 600.0
"""Seconds one attempt may take."""

DEFAULT_WAIT = 24 * 3600.0
"""Seconds `wait_for_event` waits."""

LONGEST_NAME = 200
"""Characters of a step's name, or an event's type."""


@dataclass(frozen=True)
class ReceivedEvent(Generic[R]):
    """An event that was sent to the instance."""

    type: str
    payload: R
    timestamp: datetime


@dataclass(frozen=True)
class _Policy:
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


class WorkflowStep:
    """The steps of one execution. They run one at a time; parallel work belongs inside a step."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution
        # Positions count the durable records of a run from 1, in the order they are asked for.
        self._position = 0
        self._names: dict[str, int] = {}
        self._busy: str | None = None
        self._lines = 0

    async def do(
        self,
        name: str,
        fn: Callable[[*Ts], Awaitable[R]],
        *args: *Ts,
        retries: Retries | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - part of the step's policy, kept with it
    ) -> R:
        """Run `fn(*args)` durably: once it has returned, it never runs again for this run.

        A failed attempt is repeated by `retries` (5 repeats, 1 s, exponential by default), each
        attempt may take `timeout` seconds (600 by default). The result must have a JSON form of at
        most 1 MiB; it is given back as `fn`'s return annotation says, and as plain JSON without
        one. Names are unique in a run; a repeated one is counted (`name#2`).

        An exception's attribute `retry_after` (seconds) stretches the next delay. Raises
        StepFailedError when no attempt succeeded.
        """
        limit = DEFAULT_TIMEOUT if timeout is None else timeout
        if not limit > 0:
            raise ValueError(f"the timeout of step {name} is {limit}; it must be above 0")
        policy = _Policy(retries or Retries(), limit)
        codec = returned_by(fn)
        with self._one_at_a_time(name) as unique:
            return cast("R", await self._attempts(unique, lambda: fn(*args), codec, policy))

    async def sleep(self, name: str, duration: float | timedelta) -> None:
        """Wait for so many seconds, without holding a worker. Survives restarts."""
        seconds = _seconds(duration)
        with self._one_at_a_time(name) as unique:
            await self._sleep(unique, time.time() + seconds)

    async def sleep_until(self, name: str, moment: datetime) -> None:
        """Wait until a moment; one without a time zone is taken as UTC."""
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        with self._one_at_a_time(name) as unique:
            await self._sleep(unique, aware.timestamp())

    async def wait_for_event(
        self,
        name: str,
        type: str,  # noqa: A002 - the name the design gives it
        *,
        timeout: float | timedelta = DEFAULT_WAIT,  # noqa: ASYNC109 - outlives the process
        payload_type: type[R] | None = None,
    ) -> ReceivedEvent[R]:
        """Wait for an event of that type, without holding a worker.

        One that was sent before the wait began is delivered too; each is delivered once, oldest
        first. Raises WaitTimeoutError when none came within `timeout` seconds.
        """
        seconds = _seconds(timeout)
        codec = PLAIN if payload_type is None else Codec(payload_type)
        with self._one_at_a_time(name) as unique:
            found = await self._wait(unique, type, time.time() + seconds)
        try:
            payload = codec.load(json.dumps(found["payload"]))
        except ValidationError as error:
            raise ValueNotJsonError(
                f"the event {type} sent to {self._execution.instance_id} has another form than "
                f"step {name} takes: {error.errors(include_url=False)[0]['msg']}"
            ) from error
        sent = datetime.fromtimestamp(cast("float", found["sent"]), UTC)
        return ReceivedEvent(type, cast("R", payload), sent)

    def log(self, message: str, **fields: object) -> None:
        """Record a `log` event, once, however often the line is replayed."""
        self._lines += 1
        if self._lines > self._execution.history.lines:
            self._execution.tell(
                self._execution.event(
                    EventType.LOG,
                    line=self._lines,
                    position=self._position,
                    message=message,
                    fields=fields or None,
                )
            )

    @contextmanager
    def _one_at_a_time(self, name: str) -> Generator[str]:
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise ValueError(
                f"a step's name is 1 to {LONGEST_NAME} printable characters; got {name[:50]!r}"
            )
        if self._busy is not None:
            # Two at once would take their positions in an order that a replay cannot repeat.
            raise RuntimeError(
                f"step {name} was started while {self._busy} runs: steps run one at a time; "
                "do parallel work inside one step, with asyncio.gather"
            )
        count = self._names[name] = self._names.get(name, 0) + 1
        self._busy = name
        try:
            yield name if count == 1 else f"{name}#{count}"
        finally:
            self._busy = None

    async def _record(
        self, name: str, produce: Callable[[int], Awaitable[Recorded]]
    ) -> tuple[int, dict[str, Any], bool]:
        """The record at the next position: (position, record, whether it was made just now)."""
        self._position += 1
        position = self._position
        made = False

        async def tracked() -> Recorded:
            nonlocal made
            made = True
            try:
                return await produce(position)
            except Exception as error:
                # DBOS must not take a failed write of ours for the outcome of the step.
                raise EngineFailure(f"step {name} could not be begun: {error}") from error

        try:
            return position, await record(name, tracked), made
        except WorkflowChangedError:
            raise
        except Exception as error:
            # What a function raises is inside the record: this is the engine or its database.
            raise EngineFailure(f"step {name} could not be recorded: {error}") from error

    # do

    async def _attempts(
        self, name: str, call: Callable[[], Awaitable[object]], codec: Codec, policy: _Policy
    ) -> object:
        attempt = 1
        while True:
            runner = _Attempt(self._execution, name, attempt, call, codec, policy)
            position, outcome, made = await self._record(f"{name}/{attempt}", runner.run)
            runner.tell(position, outcome, made=made)
            if "error" not in outcome:
                return _revive(codec, outcome["value"], name)
            if outcome["delay"] is None:
                error = ErrorInfo.model_validate(outcome["error"])
                raise StepFailedError(name, error, attempt) from runner.raised
            await self._delay(float(outcome["end"]) + float(outcome["delay"]))
            attempt += 1

    async def _delay(self, until: float) -> None:
        """Wait between two attempts. The slot is kept; a pause or an end is noticed at once."""
        nudged = self._execution.nudged
        while (left := until - time.time()) > 0:
            if not await wait_briefly(nudged, left):
                return
            nudged.clear()
            await self._execution.gate()

    # sleep and wait

    async def _sleep(self, name: str, due: float) -> None:
        execution = self._execution

        async def begin(position: int) -> Recorded:
            await execution.gate(
                execution.event(
                    EventType.SLEEP_STARTED, name, position=position, config={"until": due}
                )
            )
            return Recorded(json.dumps({"due": due}))

        position, outcome, _ = await self._record(name, begin)
        due = float(outcome["due"])
        if due > time.time():
            await execution.park(due, None, lambda _: None)
        execution.tell_missing(execution.event(EventType.SLEEP_COMPLETED, name, position=position))

    async def _wait(self, name: str, event_type: str, deadline: float) -> dict[str, Any]:
        execution = self._execution

        async def begin(position: int) -> Recorded:
            config = {"type": event_type, "until": deadline}
            await execution.gate(
                execution.event(EventType.WAIT_STARTED, name, position=position, config=config)
            )
            return Recorded(json.dumps({"due": deadline}))

        _, outcome, _ = await self._record(name, begin)
        due = float(outcome["due"])

        async def receive(position: int) -> Recorded:
            return Recorded(
                await execution.park(
                    due,
                    event_type,
                    lambda tx: _take(tx, execution.instance_id, event_type, position, due),
                )
            )

        position, found, _ = await self._record(f"{name}/event", receive)
        if "timed_out" in found:
            execution.tell_missing(
                execution.event(EventType.WAIT_TIMED_OUT, name, position=position)
            )
            raise WaitTimeoutError(f"step {name}: no event {event_type} came in time")
        execution.tell_missing(execution.event(EventType.WAIT_COMPLETED, name, position=position))
        return found


def _seconds(duration: float | timedelta) -> float:
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else float(duration)
    if not math.isfinite(seconds):
        raise ValueError(f"a duration must be a finite number of seconds, not {seconds}")
    return seconds


def _take(
    transaction: Transaction, instance_id: str, event_type: str, position: int, due: float
) -> str | None:
    """The record of a wait that is over: the event it took, or that it timed out."""
    mine = (
        sa.select(messages.c.id, messages.c.payload, messages.c.sent_at)
        .where(messages.c.instance_id == instance_id, messages.c.type == event_type)
        .where(sa.or_(messages.c.taken_by.is_(None), messages.c.taken_by == position))
        # One that this wait took already, before a crash kept it from being recorded, comes first.
        .order_by(messages.c.taken_by.is_(None), messages.c.id)
        .limit(1)
    )
    row = transaction.connection.execute(mine).first()
    if row is None:
        return json.dumps({"timed_out": True}) if time.time() >= due else None
    transaction.connection.execute(
        sa.update(messages).where(messages.c.id == row.id).values(taken_by=position)
    )
    return f'{{"payload": {row.payload}, "sent": {row.sent_at!r}}}'


def _revive(codec: Codec, value: object, name: str) -> object:
    try:
        return codec.load(json.dumps(value))
    except ValidationError as error:
        raise ValueNotJsonError(
            f"the kept result of step {name} no longer fits its type: "
            f"{error.errors(include_url=False)[0]['msg']}"
        ) from error


async def _awaited(result: object, name: str) -> object:
    if not inspect.isawaitable(result):
        # Trying again would not make it async.
        raise NonRetryableError(f"the function of step {name} must be async", "TypeError")
    return cast("object", await result)


class _Attempt:
    """One attempt of one step, and the events that tell of it."""

    def __init__(
        self,
        execution: Execution,
        name: str,
        attempt: int,
        call: Callable[[], Awaitable[object]],
        codec: Codec,
        policy: _Policy,
    ) -> None:
        self._execution = execution
        self._name = name
        self._attempt = attempt
        self._call = call
        self._codec = codec
        self._policy = policy
        self.raised: Exception | None = None
        """What the function raised, when it ran in this process."""

    async def run(self, position: int) -> Recorded:
        """Pass the gate, call the function, and put what came of it in a record."""
        execution = self._execution
        recovered = execution.history.has(EventType.ATTEMPT_STARTED, position) or None
        start = time.time()
        await execution.gate(*self._starts(position, start, recovered=recovered))
        try:
            text = self._codec.dump(await self._bounded(), f"the result of step {self._name}")
        except Exception as error:  # noqa: BLE001 - whatever the function raises is its outcome
            self.raised = error
            return self._failure(error, start)
        return Recorded(f'{{"value": {text}, "start": {start!r}, "end": {time.time()!r}}}')

    async def _bounded(self) -> object:
        context = StepContext(
            self._execution.workflow_name,
            self._execution.instance_id,
            self._name,
            self._attempt,
            self._execution.run,
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
        if not isinstance(error, NonRetryableError) and self._attempt <= retries.limit:
            asked = getattr(error, "retry_after", None)
            delay = retries.delay_after(
                self._attempt, float(asked) if isinstance(asked, int | float) else None
            )
        info = ErrorInfo.of(error).model_dump(exclude_none=True)
        return Recorded(
            json.dumps({"error": info, "delay": delay, "start": start, "end": time.time()})
        )

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
