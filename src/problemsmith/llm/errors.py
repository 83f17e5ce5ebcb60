"""What can go wrong between a prompt and its answer.

ValidationError                    the request can't be made as asked; found before anything runs
├── UnknownModelError                no such provider or no model name
├── MissingKeyError                  names the variable to set
├── ProviderSettingError             a key or address is set, and cannot be one
├── MissingExtraError                names the package to install
└── UnknownPriceError                a budget was given, and no price is known
UpstreamError                      the provider or its model failed
├── ModelUnavailableError            down, busy or slow: worth another try, after `retry_after`
├── ModelAnswerError                 no usable answer after all repairs; another attempt asks anew
├── ModelAccessError                 the key was refused, or the account is exhausted
├── ModelNotFoundError               the provider knows no such model
├── ModelRequestError                the provider rejects the request as it stands
├── RefusalError                     the model will not write this
└── AnswerCutOffError                the answer does not fit into the most tokens allowed

The workflow layer reads two attributes: `retryable`, and `retry_after` where there is one.
"""

from problemsmith.errors import UpstreamError, ValidationError


class UnknownModelError(ValidationError):
    """No such provider, or no model name."""

    retryable = False


class MissingKeyError(ValidationError):
    """The provider's key is not set."""

    exit_code = 3
    retryable = False


class ProviderSettingError(ValidationError):
    """The provider's key or address is set to something that cannot be one."""

    exit_code = 3
    retryable = False


class MissingExtraError(ValidationError):
    """The provider's client library is not installed."""

    exit_code = 3
    retryable = False


class UnknownPriceError(ValidationError):
    """A budget was given for a model whose price is not known."""

    retryable = False


class ModelUnavailableError(UpstreamError):
    """The provider is down, busy or slow.

    `retry_after` is the wait in seconds that the provider asked for, or None; `limited` tells that
    it asked for fewer calls.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, limited: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.limited = limited

    def postpone(self, seconds: float) -> None:
        """Let the job wait for a provider that is known to be away: it is no failure of its own."""
        self.postponed = True
        self.retry_after = max(seconds, self.retry_after or 0.0)


class ModelAnswerError(UpstreamError):
    """The model gave no usable answer, and repairs did not help. The next attempt asks anew."""


class ModelAccessError(UpstreamError):
    """The provider refused the key, or the account behind it has nothing left to spend."""

    retryable = False


class ModelNotFoundError(UpstreamError):
    """The provider knows no such model."""

    retryable = False


class ModelRequestError(UpstreamError):
    """The provider rejects the request as it stands."""

    retryable = False


class RefusalError(UpstreamError):
    """The model will not write what was asked."""

    retryable = False


class AnswerCutOffError(UpstreamError):
    """The answer does not fit into the most tokens allowed."""

    retryable = False
