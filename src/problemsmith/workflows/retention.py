"""Deleting instances that have ended, with their events and records, and giving back their space.

Some at a time, and with as long a rest in between: whoever works on the database meanwhile waits
for one small transaction at most, and gets half of the time.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from . import rows
from .durable import durable_id
from .errors import InstanceStateError
from .journal import Transaction
from .rows import InstanceRow
from .status import ENDED
from .storage import Storage
from .tables import events, instances, messages

AT_ONCE = 50
"""Instances that one transaction deletes: a tenth of a second with large outputs (measured)."""

PAGES_AT_ONCE = 1_000
"""Pages of a SQLite file that one transaction gives back: 4 MB in some 40 ms (measured)."""

LONGEST_REST = 1.0

_INCREMENTAL = 2
"""What `PRAGMA auto_vacuum` says of a file that gives back pages when asked."""


async def delete_ended_before(storage: Storage, moment: datetime) -> int:
    """Delete what ended before `moment`; how many. Safe from several processes at once."""
    condition = instances.c.ended_at < moment.timestamp()
    deleted = 0
    while some := await _paced(lambda: _delete_some(storage, condition)):
        deleted += some
    return deleted


async def delete_ended(storage: Storage, ids: Sequence[str]) -> int:
    """Delete those of the instances that have ended; how many it were."""
    deleted = 0
    for start in range(0, len(ids), AT_ONCE):
        condition = instances.c.id.in_(ids[start : start + AT_ONCE])
        deleted += await _paced(lambda chosen=condition: _delete_some(storage, chosen))
    return deleted


async def delete_instance(storage: Storage, workflow: str, instance_id: str) -> None:
    """Remove an ended instance: our rows in one commit, then the records of its segments."""

    def operation(transaction: Transaction) -> InstanceRow:
        row = rows.require(transaction, workflow, instance_id)
        if not row.status.ended:
            raise InstanceStateError(
                "delete", row.id, row.status.value, "terminate it first, or wait for its end"
            )
        _delete(transaction, [row.id])
        return row

    row = await storage.write(operation)
    await storage.call(lambda: storage.durable.delete(_records(row)))


async def give_back_space(storage: Storage) -> int:
    """Make a SQLite file smaller by the pages that nothing uses; how many it were.

    A server gives its space back by itself. A file that was made without `auto_vacuum` keeps its
    size, and uses the pages again.
    """
    given = 0
    if not storage.shared:
        while some := await _paced(lambda: storage.write(_give_back_some)):
            given += some
    return given


async def _paced(work: Callable[[], Awaitable[int]]) -> int:
    began = time.monotonic()
    doing = asyncio.ensure_future(work())
    try:
        done = await asyncio.shield(doing)
    except asyncio.CancelledError:
        # Left half done, the records of what was deleted would stay for ever.
        await doing
        raise
    await asyncio.sleep(min(time.monotonic() - began, LONGEST_REST))
    return done


async def _delete_some(storage: Storage, condition: sa.ColumnElement[bool]) -> int:
    ended = instances.c.status.in_([status.value for status in ENDED])
    # Whatever is locked is being restarted, or deleted by another process.
    query = (
        sa.select(instances)
        .where(ended, condition)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )

    def operation(transaction: Transaction) -> list[InstanceRow]:
        found = [InstanceRow.of(row) for row in transaction.connection.execute(query)]
        _delete(transaction, [row.id for row in found])
        return found

    found = await storage.write(operation)
    if found:
        records = [record for row in found for record in _records(row)]
        await storage.call(lambda: storage.durable.delete(records))
    return len(found)


def _delete(transaction: Transaction, ids: Sequence[str]) -> None:
    for table in (messages, events):
        transaction.connection.execute(sa.delete(table).where(table.c.instance_id.in_(ids)))
    transaction.connection.execute(sa.delete(instances).where(instances.c.id.in_(ids)))


def _records(row: InstanceRow) -> list[str]:
    return [durable_id(row.id, segment) for segment in range(row.first_segment, row.segment + 1)]


def _give_back_some(transaction: Transaction) -> int:
    driver = cast("sqlite3.Connection", transaction.connection.connection.driver_connection)
    if driver.execute("PRAGMA auto_vacuum").fetchone()[0] != _INCREMENTAL:
        return 0
    pages = min(driver.execute("PRAGMA freelist_count").fetchone()[0], PAGES_AT_ONCE)
    if pages and not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE")
    for _ in range(pages):
        # One each: the driver takes a single step of a statement that has no columns.
        driver.execute("PRAGMA incremental_vacuum(1)")
    return pages
