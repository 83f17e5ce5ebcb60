"""What there is to do for a worker: instances of which something is asked, or whose time came."""

import sqlalchemy as sa

from . import lifecycle, rows
from .journal import Transaction
from .rows import InstanceRow
from .status import UNDER_WAY, InstanceStatus
from .tables import instances


def wanting(connection: sa.Connection, now: float) -> list[InstanceRow]:
    """Instances that someone asked something of, and those whose time has come."""
    asked = sa.select(instances).where(instances.c.attention.is_(True)).limit(200)
    due = (
        sa.select(instances)
        .where(instances.c.status == InstanceStatus.WAITING.value, instances.c.wake_at <= now)
        .limit(200)
    )
    found = {row[0]: InstanceRow.of(row) for row in connection.execute(asked)}
    for row in connection.execute(due):
        found.setdefault(row[0], InstanceRow.of(row))
    return list(found.values())


def under_way(connection: sa.Connection) -> list[tuple[str, int]]:
    """Id and segment of what DBOS should be busy with; handed over already, that is."""
    query = sa.select(instances.c.id, instances.c.segment).where(
        instances.c.status.in_([status.value for status in UNDER_WAY]),
        # Queued and not handed over yet: that is done by looking for work, not here.
        sa.or_(
            instances.c.attention.is_(False),
            instances.c.status != InstanceStatus.QUEUED.value,
        ),
    )
    return [(row.id, row.segment) for row in connection.execute(query)]


def wake_due(transaction: Transaction, seen: InstanceRow) -> None:
    """Queue an instance whose time has come, unless it has moved on meanwhile."""
    row = rows.find(transaction.connection, seen.id, lock=True)
    if row is not None and row.segment == seen.segment and row.status is InstanceStatus.WAITING:
        lifecycle.wake(transaction, row, "due")


def attended(transaction: Transaction, seen: InstanceRow) -> None:
    """What was asked is done, unless something else was asked meanwhile."""
    values: dict[str, object] = {"attention": False}
    if seen.status is InstanceStatus.QUEUED:
        values["submitted_segment"] = seen.segment
    transaction.connection.execute(
        sa.update(instances)
        .where(
            instances.c.id == seen.id,
            instances.c.segment == seen.segment,
            instances.c.status == seen.status.value,
        )
        .values(**values)
    )
