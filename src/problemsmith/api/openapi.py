"""The OpenAPI document, set right where FastAPI's own says what this API does not do."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

DESCRIPTION = """Makes programming problems, proves them, and judges solutions.

Every answer is `{"success": true, "data": ...}` or
`{"success": false, "error": {"code", "message"}, "timestamp"}`. Ids are UUIDs, times ISO 8601 in
UTC, field names camelCase."""


_FAILURE = {"$ref": "#/components/schemas/Failure"}


def describe(api: FastAPI) -> dict[str, Any]:
    """The document."""
    document = get_openapi(
        title=api.title,
        version=api.version,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=api.routes,
    )
    for path in document["paths"].values():
        for operation in path.values():
            # Wrong input is a 400 in our envelope, never FastAPI's 422.
            operation["responses"].pop("422", None)
            for status, answer in operation["responses"].items():
                if status >= "400":
                    # Also where the good answer is a file or a stream.
                    answer["content"] = {"application/json": {"schema": _FAILURE}}
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
