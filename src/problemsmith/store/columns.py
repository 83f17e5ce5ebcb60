"""Column types that keep a value exactly as it was given, on SQLite and on PostgreSQL alike."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

from problemsmith.errors import ValidationError
from problemsmith.problem.wire import Json

JsonData = Json | Sequence[Any] | Mapping[str, Any]
"""What a JSON column takes: JSON values, and tuples and read-only mappings of them."""


class JsonText(TypeDecorator[Any]):
    """A JSON value as the text of a TEXT column; None is SQL NULL.

    Text, because others change values: a column declared JSON has numeric affinity in SQLite,
    which turns the bare number 10**30 into a float, and PostgreSQL's jsonb turns 1e5 into 100000.
    Escapes keep it ASCII, so NUL and lone surrogates inside strings, which models do send, survive
    in both databases.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JsonData, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy calls it with both
        """The JSON text; raises ValidationError for what JSON cannot hold."""
        if value is None:
            return None
        try:
            return json.dumps(value, allow_nan=False, separators=(",", ":"))
        except (ValueError, TypeError, RecursionError) as error:
            raise ValidationError(
                f"the value cannot be kept as JSON: {error}. "
                "Use finite numbers of at most 4,300 digits, and no deep nesting."
            ) from error

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json:  # noqa: ARG002 - as above
        """The value that was stored."""
        return None if value is None else json.loads(value)


class PlainText(TypeDecorator[str]):
    """Text that people or models wrote.

    PostgreSQL cannot hold NUL and neither database can hold half a surrogate pair; both are refused
    here with a sentence, so that a text which is kept on one is kept on the other. `longest` bounds
    the characters of texts that are indexed: PostgreSQL's indexes take 2,700 bytes.
    """

    impl = Text
    cache_ok = True

    def __init__(self, longest: int | None = None) -> None:
        super().__init__()
        self.longest = longest

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """The text itself; raises ValidationError for one that cannot be kept."""
        if value is None:
            return None
        if self.longest is not None and len(value) > self.longest:
            raise ValidationError(
                f"{value[:40]!r}... has {len(value)} characters: use at most {self.longest}"
            )
        if "\x00" in value:
            raise ValidationError("the text holds a NUL character (U+0000): take it out")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(
                f"the text holds half a surrogate pair at character {error.start}: take it out"
            ) from error
        return value


class UtcTime(TypeDecorator[datetime]):
    """A moment. Goes in with any time zone, comes out in UTC, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite keeps it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValidationError(f"the time {value.isoformat()} has no time zone: give one")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it with both
        """The moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def searchable(text: str) -> str:
    """Text as it is searched: without case in any script, and without what cannot be kept."""
    return text.casefold().replace("\x00", "").encode(errors="ignore").decode()
