"""Pages of a list that goes newest first, and the cursors between them."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, Table, tuple_

from problemsmith.errors import ValidationError

T = TypeVar("T")

LARGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and the cursor that gives the next ones (None at the end).

    The order is by creation, newest first. A cursor stays good while rows come and go.
    """

    items: tuple[T, ...]
    next_cursor: str | None = None


def paged(
    query: Select[Any],
    table: Table,
    *,
    cursor: str | None,
    limit: int,
    read_id: Callable[[str], Any],
) -> Select[Any]:
    """The query for the page after the cursor, with one row more than it shows.

    Raises ValidationError for a limit below 1 or past LARGEST_PAGE and for a cursor not of ours.
    `read_id` turns the id in a cursor back into what the table's id column holds.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValidationError(f"limit is {limit}: it must be from 1 to {LARGEST_PAGE}")
    order = tuple_(table.c.created_at, table.c.id)
    if cursor is not None:
        created_at, row_id = _read_cursor(cursor, read_id)
        bound = tuple_(created_at, row_id, types=[table.c.created_at.type, table.c.id.type])
        query = query.where(order < bound)
    return query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit + 1)


def page_of(rows: Sequence[Row[Any]], limit: int, read: Callable[[Row[Any]], T]) -> Page[T]:
    """The page that rows of a `paged` query make; each row has `created_at` and `id`."""
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=tuple(read(row) for row in shown),
        next_cursor=None if last is None else _write_cursor(last.created_at, last.id),
    )


def _write_cursor(created_at: datetime, row_id: object) -> str:
    plain = f"{created_at.astimezone(UTC).isoformat()} {row_id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, read_id: Callable[[str], Any]) -> tuple[datetime, Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, _, row_id = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(" ")
        )
        # A moment without its zone is read as local time, which does no harm.
        return datetime.fromisoformat(moment).astimezone(UTC), read_id(row_id)
    except (ValueError, OverflowError) as error:
        raise ValidationError(
            "cursor is not one that this list gave: take the one of the page before, or none"
        ) from error
