"""The two forms of every answer."""

from datetime import UTC, datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from problemsmith.problem.wire import WireModel

T = TypeVar("T")


class Ok(BaseModel, Generic[T]):
    """It was done; `data` is the answer."""

    success: Literal[True] = True
    data: T


class ErrorBody(WireModel):
    """What went wrong: a code for programs, a sentence for people."""

    code: str = Field(examples=["NOT_FOUND"])
    message: str = Field(examples=["what was wrong, and what to do"])


class Failure(BaseModel):
    """It was not done."""

    success: Literal[False] = False
    error: ErrorBody
    timestamp: datetime

    @classmethod
    def of(cls, code: str, message: str) -> "Failure":
        """The answer for an error of now."""
        return cls(error=ErrorBody(code=code, message=message), timestamp=datetime.now(UTC))


class Page(WireModel, Generic[T]):
    """Some items of a list, newest first; `nextCursor` gives the next ones, null at the end."""

    items: tuple[T, ...]
    next_cursor: str | None
