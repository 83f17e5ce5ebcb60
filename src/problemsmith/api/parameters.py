"""Parameters that many routes share."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from problemsmith.problem.wire import WireModel

LARGEST_CURSOR = 2**63 - 1

ProblemId = Annotated[UUID, Path(alias="id", description="the problem's id")]
InstanceId = Annotated[
    str,
    Path(
        alias="id",
        description="the instance's id, which is its job's",
        pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}$",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=150,
        pattern=r"^[ -~]+$",
        description="the same key makes the same thing once, however often it is sent",
    ),
]
Prefer = Annotated[
    str | None,
    Header(
        alias="Prefer",
        max_length=200,
        description="`respond-async`: answer 202 at once; the job goes on",
        examples=["respond-async"],
    ),
]


def _text_alone(value: object) -> object:
    if isinstance(value, str) and value.replace(".", "", 1).lstrip("+-").isdigit():
        raise ValueError("write it as ISO 8601, such as 2026-01-31T12:00:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("it is too near the end of time") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_text_alone), AfterValidator(_in_utc)]
"""A moment as ISO 8601 with its time zone, in UTC; a bare number is refused."""


class PageQuery(WireModel):
    """Which page of a list."""

    cursor: str | None = Field(
        default=None, max_length=500, description="`nextCursor` of the page before"
    )
    limit: int = Field(default=50, ge=1, le=500, description="how many at most")


PageOf = Annotated[PageQuery, Query()]


def wants_async(prefer: str | None) -> bool:
    """Whether the client asked not to wait (RFC 7240)."""
    preferences = (prefer or "").split(",")
    return any(one.split(";")[0].strip().lower() == "respond-async" for one in preferences)
