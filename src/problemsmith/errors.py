"""The errors a person can meet, each with its code, its HTTP status and what to do.

ProblemsmithError
├── ValidationError         VALIDATION_ERROR    400  the input is wrong; names the field
├── PrerequisiteError       PREREQUISITE_ERROR  400  something must exist first
├── AuthenticationError     AUTH_ERROR          401
├── ForbiddenError          FORBIDDEN           403
├── NotFoundError           NOT_FOUND           404
├── IdempotentError         IDEMPOTENT_ERROR    409  the step is done or in progress
├── DuplicateError          DUPLICATE_ERROR     409
├── UpstreamError           UPSTREAM_ERROR      502  the model provider, with its reason
├── BudgetExceededError     BUDGET_EXCEEDED     409  the next model call would pass the budget
├── ProviderBusyError       PROVIDER_BUSY       503  the call must wait: for its turn, or a pause
├── JobEndedError           instance.errored    409  the job that was waited for did not make it
├── SupersededError         SUPERSEDED          409  a step of a job that goes on elsewhere
├── RateLimitedError        RATE_LIMITED        429  too many requests, submissions or jobs
├── JudgeFaultError         HTTP_500            500  the judge failed, and nothing was shown
├── EnvironmentNotReadyError  NOT_READY         503  the machine lacks something; exit code 3
└── StorageError            STORAGE_ERROR       503  the database cannot do it now; exit code 3
    ├── DatabaseLockedError       STORAGE_LOCKED       another process held it for too long
    ├── DatabaseFullError         STORAGE_FULL         no room on the disk
    ├── DatabaseReadOnlyError     STORAGE_READ_ONLY    the file or its folder cannot be written
    ├── DatabaseCorruptError      STORAGE_CORRUPT      not a database, or a damaged one
    ├── DatabaseNewerError        STORAGE_NEWER        made by a newer problemsmith
    ├── DatabaseOutdatedError     STORAGE_OUTDATED     its tables wait for `db upgrade`
    └── DatabaseUnreachableError  STORAGE_UNREACHABLE  nobody answers, or the login is refused

The workflow layer has errors of its own (`problemsmith.workflows.errors`), since it knows nothing
of this package. Verdicts are values and stand nowhere here.
"""

from typing import ClassVar


class ProblemsmithError(Exception):
    """What went wrong and what to do about it, in words a person can act on."""

    code: ClassVar[str] = "HTTP_500"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = True  # False: a step that fails so gives up at once
    postponed: bool = False  # True: the step waits for something, and none of its tries is used up

    @property
    def message(self) -> str:
        """The sentence shown to people."""
        return str(self)


class ValidationError(ProblemsmithError):
    """The input is wrong."""

    code = "VALIDATION_ERROR"
    status = 400
    exit_code = 2
    retryable = False


class PrerequisiteError(ProblemsmithError):
    """Something must exist before this can be done."""

    code = "PREREQUISITE_ERROR"
    status = 400
    exit_code = 2
    retryable = False


class AuthenticationError(ProblemsmithError):
    """No key, or a wrong or revoked one."""

    code = "AUTH_ERROR"
    status = 401
    retryable = False


class ForbiddenError(ProblemsmithError):
    """The key is good but may not do this."""

    code = "FORBIDDEN"
    status = 403
    retryable = False


class NotFoundError(ProblemsmithError):
    """No such thing."""

    code = "NOT_FOUND"
    status = 404
    exit_code = 2
    retryable = False


class IdempotentError(ProblemsmithError):
    """The step is done or in progress."""

    code = "IDEMPOTENT_ERROR"
    status = 409
    exit_code = 2
    retryable = False


class DuplicateError(ProblemsmithError):
    """A thing of that name or id exists."""

    code = "DUPLICATE_ERROR"
    status = 409
    exit_code = 2
    retryable = False


class UpstreamError(ProblemsmithError):
    """The model provider failed, with its reason."""

    code = "UPSTREAM_ERROR"
    status = 502


class BudgetExceededError(ProblemsmithError):
    """The next model call would pass the budget of the job, or of its batch."""

    code = "BUDGET_EXCEEDED"
    status = 409
    retryable = False


class ProviderBusyError(ProblemsmithError):
    """A call must wait: for its turn among the others, or for a provider that is in trouble.

    `retry_after` is in seconds. A step that meets it is postponed: nothing was tried yet.
    `for_money` tells that it waits for what calls in flight leave of a budget, not for its turn.
    """

    code = "PROVIDER_BUSY"
    status = 503
    postponed = True

    def __init__(self, message: str, *, retry_after: float, for_money: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.for_money = for_money


class JobEndedError(ProblemsmithError):
    """The job that was waited for failed, was paused or was terminated before its step was done."""

    code = "instance.errored"
    status = 409
    retryable = False


class RateLimitedError(ProblemsmithError):
    """Too many requests, submissions or jobs; `retry_after` is the wait in seconds."""

    code = "RATE_LIMITED"
    status = 429
    retryable = False

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class JudgeFaultError(ProblemsmithError):
    """The judge failed, twice, where nothing may be concluded from that. Trying again can help."""


class EnvironmentNotReadyError(ProblemsmithError):
    """The machine lacks something; the message says what to install."""

    code = "NOT_READY"
    status = 503
    exit_code = 3
    retryable = False


class SupersededError(ProblemsmithError):
    """A step has lost its job: it was terminated or restarted, or another worker does it."""

    code = "SUPERSEDED"
    status = 409


class StorageError(ProblemsmithError):
    """The database cannot do it now; the message names the cause and the next thing to do."""

    code = "STORAGE_ERROR"
    status = 503
    exit_code = 3


class DatabaseLockedError(StorageError):
    """Another process held the database for longer than we wait."""

    code = "STORAGE_LOCKED"


class DatabaseFullError(StorageError):
    """There is no room left for the database."""

    code = "STORAGE_FULL"


class DatabaseReadOnlyError(StorageError):
    """The database's file or folder cannot be written."""

    code = "STORAGE_READ_ONLY"
    retryable = False


class DatabaseCorruptError(StorageError):
    """The file is not a database of this program, or is damaged."""

    code = "STORAGE_CORRUPT"
    retryable = False


class DatabaseNewerError(StorageError):
    """A newer problemsmith has upgraded the database."""

    code = "STORAGE_NEWER"
    retryable = False


class DatabaseOutdatedError(StorageError):
    """The database's tables are older than this program and wait for `problemsmith db upgrade`."""

    code = "STORAGE_OUTDATED"
    retryable = False


class DatabaseUnreachableError(StorageError):
    """The database server does not answer, or refuses the login."""

    code = "STORAGE_UNREACHABLE"
