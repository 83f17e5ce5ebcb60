"""The one place where errors become answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from problemsmith.api.envelopes import Failure
from problemsmith.errors import ProblemsmithError, RateLimitedError
from problemsmith.workflows import (
    InstanceAlreadyExistsError,
    InstanceNotFoundError,
    InvalidInstanceIdError,
    InvalidParamsError,
    NonRetryableError,
    StorageError,
    WorkflowError,
)

DESCRIPTIONS = {
    400: "The request is wrong (`VALIDATION_ERROR`, names the field), or something must exist"
    " first (`PREREQUISITE_ERROR`, names it).",
    401: "No API key, or an unknown or revoked one (`AUTH_ERROR`).",
    403: "The key may not do this (`FORBIDDEN`).",
    404: "There is no such thing, or not for this caller (`NOT_FOUND`).",
    409: "Not in the state that it is in (`IDEMPOTENT_ERROR`, `DUPLICATE_ERROR`, `instance.*`).",
    413: "The body is too large (`PAYLOAD_TOO_LARGE`).",
    429: "Too many requests, submissions or jobs (`RATE_LIMITED`); `Retry-After` says when.",
    500: "An error of ours (`HTTP_500`); the request's id finds it in the logs.",
    502: "The model provider failed (`UPSTREAM_ERROR`, with its reason).",
    503: "The database or the sandbox can't be used now (`STORAGE_*`, `NOT_READY`).",
}
"""What each status means, for the OpenAPI document."""

ALWAYS = (400, 401, 403, 413, 429, 500, 503)
"""Statuses that any route behind a key may answer."""

_CODES = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
}

_OF_WORKFLOWS: dict[type[WorkflowError], tuple[int, str | None]] = {
    InstanceNotFoundError: (404, "NOT_FOUND"),
    InstanceAlreadyExistsError: (409, None),
    InvalidInstanceIdError: (400, "VALIDATION_ERROR"),
    InvalidParamsError: (400, "VALIDATION_ERROR"),
    NonRetryableError: (400, "VALIDATION_ERROR"),  # a value too large, or not JSON
    StorageError: (503, "STORAGE_ERROR"),
}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declaration of a route's error answers."""
    declared: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        declared[status] = {"model": Failure, "description": DESCRIPTIONS[status]}
        if status == 429:
            declared[status]["headers"] = {
                "Retry-After": {
                    "description": "seconds to wait",
                    "schema": {"type": "integer", "minimum": 1},
                }
            }
    return declared


def failure(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """An error answer in its envelope."""
    return Response(
        Failure.of(code, printable(message)).model_dump_json(by_alias=True),
        status_code=status,
        media_type="application/json",
        headers=dict(headers) if headers else None,
    )


def printable(message: str) -> str:
    """The message with what UTF-8 can't carry (half surrogate pairs) escaped."""
    return message.encode(errors="backslashreplace").decode()


def install(api: FastAPI) -> None:
    """Let the application answer every error in the envelope."""
    api.add_exception_handler(ProblemsmithError, _ours)
    api.add_exception_handler(WorkflowError, _of_the_workflows)
    api.add_exception_handler(RequestValidationError, _of_validation)
    api.add_exception_handler(HTTPException, _of_http)


async def _ours(_: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemsmithError):
        raise error
    headers: dict[str, str] = {}
    if isinstance(error, RateLimitedError):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'ApiKey realm="problemsmith"'
    return failure(error.status, error.code, error.message, headers)


async def _of_the_workflows(_: Request, error: Exception) -> Response:
    if not isinstance(error, WorkflowError):
        raise error
    for kind, (status, code) in _OF_WORKFLOWS.items():
        if isinstance(error, kind):
            return failure(status, code or error.code, error.message)
    return failure(409, error.code, error.message)


async def _of_validation(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    told: list[str] = []
    for problem in error.errors()[:5]:
        where, *place = problem["loc"]
        if problem["type"] == "json_invalid":
            told.append(f"the body is not JSON: {problem['ctx']['error']} at character {place[0]}")
            continue
        if where == "body" and not place:
            told.append(
                "the body: it must be JSON of the form that /docs shows, sent with the header"
                " Content-Type: application/json"
            )
            continue
        field = ".".join(map(str, place)) or f"the {where}"
        told.append(f"{field}: {problem['msg'].removeprefix('Value error, ')}")
    return failure(400, "VALIDATION_ERROR", "; ".join(told))


async def _of_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    if status == HTTPStatus.NO_CONTENT:
        return Response(status_code=status)
    message = str(error.detail)
    if status == HTTPStatus.NOT_FOUND:
        message = f"there is nothing at {request.url.path}: see /docs"
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        message = f"{request.url.path} does not take {request.method}: see /docs"
        headers["Allow"] = _methods_at(request) or headers.get("Allow", "")
    code = "VALIDATION_ERROR" if status == 400 else _CODES.get(status, f"HTTP_{status}")
    return failure(status, code, message, headers)


def _methods_at(request: Request) -> str:
    """Every method of the path; the router knows only those of one route."""
    methods: dict[str, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        path = route.path or "/"
        if compile_path(path)[0].fullmatch(request.url.path):
            methods.setdefault(path, set()).update(route.methods or ())
    # A path that is written out goes before one with an id in its place.
    nearest = min(methods, key=lambda path: path.count("{"), default=None)
    return ", ".join(sorted(methods[nearest])) if nearest else ""


def unforeseen(request_id: str) -> Response:
    """The answer to an error that nobody foresaw: the logs have the trace, the client has not."""
    return failure(
        500, "HTTP_500", f"an error of ours; the logs tell more under the request id {request_id}"
    )
