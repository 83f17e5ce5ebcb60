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
└── EnvironmentNotReadyError  NOT_READY         503  the machine lacks something; exit code 3

The workflow layer has errors of its own (`problemsmith.workflows.errors`), since it knows nothing
of this package. Verdicts are values and stand nowhere here.
"""

from typing import ClassVar


class ProblemsmithError(Exception):
    """What went wrong and what to do about it, in words a person can act on."""

    code: ClassVar[str] = "HTTP_500"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    @property
    def message(self) -> str:
        """The sentence shown to people."""
        return str(self)


class ValidationError(ProblemsmithError):
    """The input is wrong."""

    code = "VALIDATION_ERROR"
    status = 400
    exit_code = 2


class PrerequisiteError(ProblemsmithError):
    """Something must exist before this can be done."""

    code = "PREREQUISITE_ERROR"
    status = 400
    exit_code = 2


class AuthenticationError(ProblemsmithError):
    """No key, or a wrong or revoked one."""

    code = "AUTH_ERROR"
    status = 401


class ForbiddenError(ProblemsmithError):
    """The key is good but may not do this."""

    code = "FORBIDDEN"
    status = 403


class NotFoundError(ProblemsmithError):
    """No such thing."""

    code = "NOT_FOUND"
    status = 404
    exit_code = 2


class IdempotentError(ProblemsmithError):
    """The step is done or in progress."""

    code = "IDEMPOTENT_ERROR"
    status = 409


class DuplicateError(ProblemsmithError):
    """A thing of that name or id exists."""

    code = "DUPLICATE_ERROR"
    status = 409


class UpstreamError(ProblemsmithError):
    """The model provider failed, with its reason."""

    code = "UPSTREAM_ERROR"
    status = 502


class BudgetExceededError(ProblemsmithError):
    """The next model call would pass the job's budget."""

    code = "BUDGET_EXCEEDED"
    status = 409


class EnvironmentNotReadyError(ProblemsmithError):
    """The machine lacks something; the message says what to install."""

    code = "NOT_READY"
    status = 503
    exit_code = 3
