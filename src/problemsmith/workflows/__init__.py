"""Durable workflows: code that reads like a list of steps and survives the death of its process.

Shaped like Cloudflare Workflows, on DBOS, in SQLite or PostgreSQL. Knows nothing of the
application around it.
"""

from .context import StepContext, step_context
from .database import session_arguments
from .engine import WorkflowEngine
from .entrypoint import WorkflowEntrypoint, WorkflowEvent
from .errors import (
    ErrorInfo,
    InstanceAlreadyExistsError,
    InstanceError,
    InstanceNotFoundError,
    InstanceStateError,
    InvalidInstanceIdError,
    InvalidParamsError,
    NonRetryableError,
    SchemaTooNewError,
    StepFailedError,
    StepNotFoundError,
    StepTimeoutError,
    StorageError,
    ValueNotJsonError,
    ValueTooLargeError,
    WaitTimeoutError,
    WorkerAlreadyRunningError,
    WorkflowError,
)
from .events import ENDING, Event, EventType
from .feed import EventFeed
from .inbox import ReceivedEvent
from .instance import WorkflowInstance
from .presence import process_name
from .retries import Retries
from .snapshot import AttemptSnapshot, InstanceSnapshot, InstanceSummary, StepSnapshot
from .status import InstanceStatus
from .step import WorkflowStep
from .tables import metadata
from .workflow import BatchResult, CreateError, InstancePage, NewInstance, Workflow
from .workforce import WorkerSnapshot, living_workers
from .write_turn import WriteTurn

__all__ = [
    "ENDING",
    "AttemptSnapshot",
    "BatchResult",
    "CreateError",
    "ErrorInfo",
    "Event",
    "EventFeed",
    "EventType",
    "InstanceAlreadyExistsError",
    "InstanceError",
    "InstanceNotFoundError",
    "InstancePage",
    "InstanceSnapshot",
    "InstanceStateError",
    "InstanceStatus",
    "InstanceSummary",
    "InvalidInstanceIdError",
    "InvalidParamsError",
    "NewInstance",
    "NonRetryableError",
    "ReceivedEvent",
    "Retries",
    "SchemaTooNewError",
    "StepContext",
    "StepFailedError",
    "StepNotFoundError",
    "StepSnapshot",
    "StepTimeoutError",
    "StorageError",
    "ValueNotJsonError",
    "ValueTooLargeError",
    "WaitTimeoutError",
    "WorkerAlreadyRunningError",
    "WorkerSnapshot",
    "Workflow",
    "WorkflowEngine",
    "WorkflowEntrypoint",
    "WorkflowError",
    "WorkflowEvent",
    "WorkflowInstance",
    "WorkflowStep",
    "WriteTurn",
    "living_workers",
    "metadata",
    "process_name",
    "session_arguments",
    "step_context",
]
