"""What a workflow is written with: `do`, `sleep`, `sleep_until`, `wait_for_event`, `log`."""

import json
import math
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, TypeVarTuple, cast

from pydantic import ValidationError

from .attempt import Attempt, Policy
from .durable import record
from .errors import (
    ErrorInfo,
    StepFailedError,
    ValueNotJsonError,
    WaitTimeoutError,
    WorkflowChangedError,
)
from .events import EventType, NewEvent
from .execution import EngineFailure, Execution
from .inbox import ReceivedEvent, take
from .journal import wait_briefly
from .retries import Retries
from .serializer import Recorded
from .values import PLAIN, Codec, returned_by

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

DEFAULT_TIMEOUT = 600.0
"""Seconds one attempt may take."""

DEFAULT_WAIT = 24 * 3600.0
"""Seconds `wait_for_event` waits."""

LONGEST_NAME = 200
"""Characters of a step's name, or an event's type."""


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

        An exception's attribute `retry_after` (seconds) stretches the next delay. One whose
        attribute `postponed` is True says that nothing was tried yet, since what the step needs is
        busy or away: such an attempt is repeated without being counted, for a day at most. Raises
        StepFailedError when no attempt succeeded.
        """
        limit = DEFAULT_TIMEOUT if timeout is None else timeout
        if not limit > 0:
            raise ValueError(f"the timeout of step {name} is {limit}; it must be above 0")
        policy = Policy(retries or Retries(), limit)
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
        self, name: str, call: Callable[[], Awaitable[object]], codec: Codec, policy: Policy
    ) -> object:
        attempt, postponed, since = 1, 0, None
        while True:
            runner = Attempt(self._execution, name, attempt, postponed, since, call, codec, policy)
            position, outcome, made = await self._record(f"{name}/{attempt}", runner.run)
            runner.tell(position, outcome, made=made)
            if "error" not in outcome:
                made_text = runner.text
                return _revive(codec, made_text or json.dumps(outcome["value"]), name)
            if outcome["delay"] is None:
                error = ErrorInfo.model_validate(outcome["error"])
                raise StepFailedError(name, error, attempt) from runner.raised
            await self._delay(float(outcome["end"]) + float(outcome["delay"]))
            attempt += 1
            postponed += outcome.get("postponed", False)
            since = float(outcome["start"]) if since is None else since

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
        due = await self._begin(name, EventType.SLEEP_STARTED, due)
        execution, position = self._execution, self._position
        if due > time.time():
            await execution.park(due, None, lambda _: None)
        execution.tell_missing(execution.event(EventType.SLEEP_COMPLETED, name, position=position))

    async def _begin(self, name: str, kind: EventType, due: float, **config: object) -> float:
        """Record that a sleep or a wait has begun; gives the time at which it ends at last."""
        execution = self._execution

        def started(position: int, at: float, until: float) -> NewEvent:
            told = {**config, "until": until}
            return execution.event(kind, name, at=at, position=position, config=told)

        async def begin(position: int) -> Recorded:
            now = time.time()
            await execution.gate(started(position, now, due))
            return Recorded(json.dumps({"due": due, "start": now}))

        position, outcome, made = await self._record(name, begin)
        if not made:
            # A crash may have come between the record and the event.
            begun, until = float(outcome["start"]), float(outcome["due"])
            execution.tell_missing(started(position, begun, until))
        return float(outcome["due"])

    async def _wait(self, name: str, event_type: str, deadline: float) -> dict[str, Any]:
        execution = self._execution
        due = await self._begin(name, EventType.WAIT_STARTED, deadline, type=event_type)

        async def receive(position: int) -> Recorded:
            return Recorded(
                await execution.park(
                    due,
                    event_type,
                    lambda tx: take(tx, execution.instance_id, event_type, position, due),
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


def _revive(codec: Codec, text: str, name: str) -> object:
    try:
        return codec.load(text)
    except ValidationError as error:
        raise ValueNotJsonError(
            f"the kept result of step {name} no longer fits its type: "
            f"{error.errors(include_url=False)[0]['msg']}"
        ) from error
