"""Folding an instance's events into its steps: what the status shows and a restart looks up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from .errors import ErrorInfo
from .events import Event, EventType

StepType = Literal["step", "sleep", "waitForEvent"]

_STARTS: Mapping[EventType, StepType] = {
    EventType.STEP_STARTED: "step",
    EventType.SLEEP_STARTED: "sleep",
    EventType.WAIT_STARTED: "waitForEvent",
}
_SUCCEEDS = frozenset(
    {EventType.STEP_COMPLETED, EventType.SLEEP_COMPLETED, EventType.WAIT_COMPLETED}
)
_FAILS = frozenset({EventType.STEP_ERRORED, EventType.WAIT_TIMED_OUT})


@dataclass
class AttemptRecord:
    """One attempt of a step. Times are seconds since 1970; `delay` is the wait that follows it."""

    attempt: int
    start: float
    end: float | None = None
    success: bool | None = None
    error: ErrorInfo | None = None
    delay: float | None = None


@dataclass
class StepRecord:
    """One step, sleep or wait of the current run. `position` is its first durable record."""

    name: str
    type: StepType
    position: int
    start: float
    end: float | None = None
    success: bool | None = None
    error: ErrorInfo | None = None
    config: Mapping[str, object] = field(default_factory=dict[str, object])
    result_position: int | None = None
    attempts: list[AttemptRecord] = field(default_factory=list[AttemptRecord])


class History:
    """What the events say so far: the steps of the current run, and which events there are."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.steps: dict[str, StepRecord] = {}
        self._seen: set[tuple[EventType, int]] = set()
        self._lines: list[int] = []
        for event in events:
            self._add(event)

    def has(self, event_type: EventType, position: int) -> bool:
        """True when such an event was recorded at that position of the run."""
        return (event_type, position) in self._seen

    @property
    def lines(self) -> int:
        """How many lines the workflow itself logged, outside its steps."""
        return len(self._lines)

    def _add(self, event: Event) -> None:
        position = event.position
        if event.type is EventType.WORKFLOW_QUEUED:
            keep = event.data.get("keep")
            if isinstance(keep, int):
                self._drop_after(keep)
        elif event.type in {EventType.WORKFLOW_TERMINATED, EventType.WORKFLOW_ERRORED}:
            self._cut_off(event.time)
        elif event.type is EventType.LOG:
            if position is not None:
                self._lines.append(position)
        elif position is not None:
            self._seen.add((event.type, position))
            self._add_step(event, position)

    def _drop_after(self, keep: int) -> None:
        """A restart keeps the durable records up to position `keep` and drops the others."""
        self.steps = {name: step for name, step in self.steps.items() if step.position <= keep}
        self._seen = {seen for seen in self._seen if seen[1] <= keep}
        # A line stands behind the last record before it.
        self._lines = [position for position in self._lines if position < keep]

    def _cut_off(self, time: float) -> None:
        for step in self.steps.values():
            if step.end is None:
                step.end, step.success = time, False
                for attempt in step.attempts:
                    if attempt.end is None:
                        attempt.end, attempt.success = time, False

    def _add_step(self, event: Event, position: int) -> None:
        name = event.step or ""
        kind = _STARTS.get(event.type)
        if kind is not None:
            config = cast("Mapping[str, object]", event.data.get("config") or {})
            # Named again only when the start was recorded twice; the first one stands.
            self.steps.setdefault(name, StepRecord(name, kind, position, event.time, config=config))
            return
        step = self.steps.get(name)
        if step is None:
            return
        if event.type in _SUCCEEDS or event.type in _FAILS:
            step.end, step.success = event.time, event.type in _SUCCEEDS
            step.error = _error(event)
            step.result_position = position
        elif event.type is EventType.ATTEMPT_STARTED:
            self._start_attempt(step, event)
        elif step.attempts:
            attempt = step.attempts[-1]
            attempt.end, attempt.error = event.time, _error(event)
            attempt.success = event.type is EventType.ATTEMPT_COMPLETED
            delay = event.data.get("delay")
            attempt.delay = float(delay) if isinstance(delay, int | float) else None

    @staticmethod
    def _start_attempt(step: StepRecord, event: Event) -> None:
        number = event.attempt or 1
        # Interrupted by a crash or a stop and begun anew: still the same attempt.
        step.attempts = [attempt for attempt in step.attempts if attempt.attempt != number]
        step.attempts.append(AttemptRecord(number, event.time))
        step.end = step.success = step.error = None


def _error(event: Event) -> ErrorInfo | None:
    error = event.data.get("error")
    return ErrorInfo.model_validate(error) if error else None
