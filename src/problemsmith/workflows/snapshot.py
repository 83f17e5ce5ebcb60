"""What `status()` answers: the instance and its steps with their attempts."""

from datetime import UTC, datetime
from typing import Any, cast

from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json

from .errors import ErrorInfo
from .history import AttemptRecord, History, StepRecord, StepType
from .rows import InstanceRow
from .status import InstanceStatus


class AttemptSnapshot(BaseModel):
    """One attempt. `delay` is the seconds waited after it; None when nothing followed."""

    model_config = ConfigDict(frozen=True)

    start: datetime
    end: datetime | None = None
    success: bool | None = None
    error: ErrorInfo | None = None
    delay: float | None = None


class StepSnapshot(BaseModel):
    """One step, sleep or wait, in the order of the run. `success` is None while it runs."""

    model_config = ConfigDict(frozen=True)

    name: str
    type: StepType
    start: datetime
    end: datetime | None = None
    success: bool | None = None
    # JSON values: what is inside is the application's own.
    output: Any = None
    error: ErrorInfo | None = None
    config: dict[str, Any]
    attempts: list[AttemptSnapshot]


class InstanceSummary(BaseModel):
    """An instance without its steps. `queued` and `start` are those of the current run."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    status: InstanceStatus
    # JSON values: what is inside is the application's own.
    params: Any
    output: Any = None
    error: ErrorInfo | None = None
    run: int
    created: datetime
    queued: datetime
    start: datetime | None = None
    end: datetime | None = None
    success: bool | None = None


class InstanceSnapshot(InstanceSummary):
    """An instance at one moment, with its steps."""

    steps: list[StepSnapshot]


def summarize(row: InstanceRow) -> InstanceSummary:
    """The row in the form that is shown."""
    return InstanceSummary(
        id=row.id,
        name=row.name,
        status=row.status,
        params=from_json(row.params),
        output=None if row.output is None else from_json(row.output),
        error=None if row.error is None else ErrorInfo.model_validate_json(row.error),
        run=row.run,
        created=_moment(row.created_at),
        queued=_moment(row.queued_at),
        start=_optional(row.started_at),
        end=_optional(row.ended_at),
        success=row.status is InstanceStatus.COMPLETE if row.status.ended else None,
    )


def snapshot(row: InstanceRow, history: History, records: dict[int, object]) -> InstanceSnapshot:
    """The whole instance. `records` are the durable outcomes by position."""
    summary = summarize(row)
    steps = [_step(step, records) for step in history.steps.values()]
    return InstanceSnapshot(**dict(summary), steps=steps)


def _step(step: StepRecord, records: dict[int, object]) -> StepSnapshot:
    return StepSnapshot(
        name=step.name,
        type=step.type,
        start=_moment(step.start),
        end=_optional(step.end),
        success=step.success,
        output=_output(step, records),
        error=step.error,
        config=dict(step.config),
        attempts=[_attempt(attempt) for attempt in step.attempts],
    )


def _attempt(attempt: AttemptRecord) -> AttemptSnapshot:
    return AttemptSnapshot(
        start=_moment(attempt.start),
        end=_optional(attempt.end),
        success=attempt.success,
        error=attempt.error,
        delay=attempt.delay,
    )


def _output(step: StepRecord, records: dict[int, object]) -> object:
    if not step.success or step.result_position is None:
        return None
    record = records.get(step.result_position)
    if not isinstance(record, dict):
        return None
    fields = cast("dict[str, object]", record)
    return fields.get("value", fields.get("payload"))


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _optional(seconds: float | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)
