"""From what a provider's client raises to the errors people meet here."""

import re
from typing import cast

from pydantic_ai import exceptions as upstream

from problemsmith.errors import UpstreamError
from problemsmith.llm.entry import storable
from problemsmith.llm.errors import (
    ModelAccessError,
    ModelNotFoundError,
    ModelRequestError,
    ModelUnavailableError,
)
from problemsmith.llm.providers import key_variable

REASON_LIMIT = 500  # characters of a provider's message that are passed on
RETRY_AFTER_LIMIT = 3_600.0  # seconds; a job does not sleep for days because a header says so

_TRY_AGAIN = {408, 409, 425}  # a request that may succeed unchanged: timeout, conflict, too early


# The faults of providers, the specific before the general: what each is here, and the words.
_RULES: list[tuple[type[Exception], type[UpstreamError], str]] = [
    (upstream.ModelRequestTimeout, ModelUnavailableError, "{who} did not answer in {timeout:g} s"),
    (upstream.ModelTimeoutError, ModelUnavailableError, "{who} did not answer in {timeout:g} s"),
    (
        upstream.ModelConnectionError,
        ModelUnavailableError,
        "{who} hung up before it had answered: {reason}",
    ),
    (
        upstream.ModelQuotaExceededError,
        ModelAccessError,
        "The account at {who} has nothing left to spend: {reason}",
    ),
    (
        upstream.ModelRateLimitError,
        ModelUnavailableError,
        "{who} asks for fewer calls: {reason}",
    ),
    (upstream.ModelUnavailableError, ModelUnavailableError, "{who} is in trouble: {reason}"),
    (upstream.ModelServerError, ModelUnavailableError, "{who} is in trouble: {reason}"),
    (
        upstream.ModelAuthenticationError,
        ModelAccessError,
        "{who} refused the key; {cure}. It says: {reason}",
    ),
    (
        upstream.ModelNotFoundError,
        ModelNotFoundError,
        "{who} knows no model {model!r}{suggestion}; check its name and the server: {reason}",
    ),
    (
        upstream.ModelContextWindowExceededError,
        ModelRequestError,
        "The prompt is too long for {model!r}: {reason}",
    ),
    (upstream.ModelRequestRejectedError, ModelRequestError, "{who} rejects the request: {reason}"),
    (upstream.UserError, ModelRequestError, "{who} cannot take this request: {reason}"),
    (upstream.ModelHTTPError, ModelRequestError, "{who} rejects the request: {reason}"),
]


def translate(error: Exception, name: str, timeout_seconds: float) -> UpstreamError:
    """Say what happened to a call of the model `name`, and whether another try may help."""
    who, _, model = name.partition(":")
    variable = key_variable(name)
    kind, words = _rule(error)
    # As a whole: the provider has its say in the suggestion too.
    message = storable(
        words.format(
            who=who,
            model=model,
            timeout=timeout_seconds,
            reason=_reason(error),
            cure=f"set {variable} to one that may use this model" if variable else "check it",
            suggestion=_suggestion(error),
        )
    )
    if kind is ModelUnavailableError:
        return ModelUnavailableError(
            message,
            retry_after=_retry_after(error),
            limited=isinstance(error, upstream.ModelRateLimitError),
        )
    return kind(message)


def _rule(error: Exception) -> tuple[type[UpstreamError], str]:
    if isinstance(error, upstream.ModelHTTPError) and error.status_code in _TRY_AGAIN:
        return ModelUnavailableError, "{who} is in trouble: {reason}"
    if isinstance(error, upstream.ModelConnectionError) and error.phase in {"pool", "connect"}:
        return ModelUnavailableError, "{who} could not be reached: {reason}"
    for kind, ours, words in _RULES:
        if isinstance(error, kind):
            return ours, words
    return ModelUnavailableError, "{who} sent something that is not a model's answer: {reason}"


def _reason(error: Exception) -> str:
    """The provider's own words, on one line and bounded, with the HTTP status."""
    body = error.body if isinstance(error, upstream.ModelAPIError) else None
    status = f"HTTP {error.status_code}" if isinstance(error, upstream.ModelHTTPError) else ""
    words = _message_in(body) or ("" if status else _cause(error))
    words = re.sub(r"\s+", " ", words).strip()
    if len(words) > REASON_LIMIT:
        words = words[:REASON_LIMIT] + "..."
    return ": ".join(part for part in (status, words) if part)


def _cause(error: BaseException) -> str:
    """What an error says at its root: clients wrap "connection refused" several times over."""
    said = str(error) or type(error).__name__
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
        said = str(error) or said
    return said


def _message_in(body: object) -> str:
    """The message in an error's body, wherever this provider puts it."""
    match body:
        case str():
            return body
        case dict():
            fields = cast("dict[str, object]", body)
            for name in ("message", "error", "detail"):
                if found := _message_in(fields.get(name)):
                    return found
            return ""
        case _:
            return ""


def _retry_after(error: Exception) -> float | None:
    """The wait asked for, in seconds: whole ones, a date, milliseconds, or a fraction."""
    wait = error.retry_after if isinstance(error, upstream.ModelAPIError) else None
    if wait is None and isinstance(error, upstream.ModelHTTPError):
        stated = (error.headers or {}).get("retry-after", "")
        wait = float(stated) if re.fullmatch(r"\d{1,9}\.\d{1,9}", stated) else None
    return None if wait is None else min(wait, RETRY_AFTER_LIMIT)


def _suggestion(error: Exception) -> str:
    suggested = error.suggested_model_id if isinstance(error, upstream.ModelHTTPError) else None
    return f" (did you mean {suggested}?)" if suggested else ""
