"""The errors of the workflow layer, each with a stable code.

WorkflowError
├── InstanceError
│   ├── InstanceAlreadyExistsError   instance.already_exists
│   ├── InstanceNotFoundError        instance.not_found
│   ├── InvalidInstanceIdError       instance.invalid_id
│   ├── InvalidParamsError           instance.invalid_params
│   ├── StepNotFoundError            instance.step_not_found
│   └── InstanceStateError           instance.cannot_pause, cannot_resume, cannot_terminate,
│                                    cannot_restart, cannot_delete, cannot_send_event
├── StepFailedError                  step.failed      the step used up its attempts
├── StepTimeoutError                 step.timeout     one attempt took too long
├── NonRetryableError                step.non_retryable
├── ValueTooLargeError               value.too_large  past 1 MiB of JSON
├── ValueNotJsonError                value.not_json
├── WorkflowChangedError             workflow.changed  a replay met another step than before
├── WaitTimeoutError                 wait.timeout     no event came in time
├── WorkerAlreadyRunningError        worker.already_running
├── SchemaTooNewError                storage.schema_too_new
└── StorageError                     storage.failed   the database is locked, full, read-only, gone
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel

MESSAGE_LIMIT = 4000
"""Characters of an error's message that are stored."""


def storable(text: str) -> str:
    """The text with U+FFFD for half surrogate pairs, which no database and no wire can carry."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


_Storable = Annotated[str, AfterValidator(storable)]


class ErrorInfo(BaseModel, frozen=True):
    """An error as it is stored and shown: never a trace."""

    name: _Storable
    message: _Storable
    code: _Storable | None = None

    @classmethod
    def of(cls, error: BaseException) -> "ErrorInfo":
        """What is kept of an exception: its name, its message, its `code` if that is a string."""
        if isinstance(error, StepFailedError):
            return error.error
        code = getattr(error, "code", None)
        name = error.name if isinstance(error, NonRetryableError) else type(error).__name__
        return cls(
            name=name,
            message=str(error)[:MESSAGE_LIMIT],
            code=code if isinstance(code, str) else None,
        )


class WorkflowError(Exception):
    """Something the workflow layer can say in words a person can act on."""

    code: str = "workflow.error"

    @property
    def message(self) -> str:
        """The sentence shown to people."""
        return str(self)


class InstanceError(WorkflowError):
    """A call on an instance that cannot be done."""

    code = "instance.error"


class InstanceAlreadyExistsError(InstanceError):
    """The id has an owner already."""

    code = "instance.already_exists"


class InstanceNotFoundError(InstanceError):
    """No instance of this workflow has the id."""

    code = "instance.not_found"


class InvalidInstanceIdError(InstanceError):
    """The id has the wrong form."""

    code = "instance.invalid_id"


class InvalidParamsError(InstanceError):
    """The params are not what the workflow takes."""

    code = "instance.invalid_params"


class StepNotFoundError(InstanceError):
    """A restart from a step that has not run."""

    code = "instance.step_not_found"


class InstanceStateError(InstanceError):
    """The call is not allowed in the state the instance is in."""

    def __init__(self, action: str, instance_id: str, status: str, advice: str) -> None:
        self.code = f"instance.cannot_{action}"
        self.action = action
        self.instance_id = instance_id
        self.status = status
        """The wire name of the state that stood in the way."""
        self.advice = advice
        verb = action.replace("_", " ")
        super().__init__(f"cannot {verb} instance {instance_id}: it is {status}; {advice}")


class NonRetryableError(WorkflowError):
    """Raised by a step's function to end the step at once, whatever its retries.

    `name` and the message survive to the instance's status.
    """

    code = "step.non_retryable"

    def __init__(self, message: str, name: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.name = name or type(self).__name__
        if code is not None:
            self.code = code


class StepFailedError(WorkflowError):
    """The step used up its attempts, or met an error that is not retried.

    A workflow may catch it and go on. Its cause is the function's own exception, unless the
    failure was read back from the database after a restart of the process.
    """

    code = "step.failed"

    def __init__(self, step: str, error: ErrorInfo, attempts: int) -> None:
        super().__init__(f"step {step} failed after {attempts} attempt(s): {error.message}")
        self.step = step
        self.error = error
        self.attempts = attempts


class StepTimeoutError(WorkflowError):
    """One attempt took longer than the step's timeout; it counts as a failed attempt."""

    code = "step.timeout"


class ValueTooLargeError(NonRetryableError):
    """A result, a payload, params or an output past the limit."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="value.too_large")


class ValueNotJsonError(NonRetryableError):
    """A value that has no JSON form, or not the one its type promises."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="value.not_json")


class WorkflowChangedError(WorkflowError):
    """A replay asked for another step than the one recorded at that position."""

    code = "workflow.changed"


class WaitTimeoutError(WorkflowError):
    """`wait_for_event` ended without an event."""

    code = "wait.timeout"


class WorkerAlreadyRunningError(WorkflowError):
    """Another process runs the worker of this database."""

    code = "worker.already_running"

    def __init__(self, message: str, pid: int | None) -> None:
        super().__init__(message)
        self.pid = pid
        """The process that holds the lock, when the lock file tells; never on PostgreSQL."""


class StorageError(WorkflowError):
    """The database did not do what was asked: locked, full, read-only, gone."""

    code = "storage.failed"


class SchemaTooNewError(StorageError):
    """The database was made by a newer version of this package."""

    code = "storage.schema_too_new"
