"""Deleting what ended long ago, hundreds of instances in a commit."""

from datetime import datetime

import sqlalchemy as sa

from .durable import durable_id
from .journal import Transaction
from .rows import InstanceRow
from .status import ENDED
from .storage import Storage
from .tables import events, instances, messages

AT_ONCE = 100
"""Instances deleted by one transaction: others wait no longer than these take."""


async def delete_ended_before(storage: Storage, moment: datetime) -> int:
    """Delete instances that ended before `moment`, with events and records; how many.

    One that is being restarted or deleted at that time is left alone.
    """
    deleted = 0
    while rows := await storage.write(lambda transaction: _delete_some(transaction, moment)):
        executions = [
            durable_id(row.id, segment)
            for row in rows
            for segment in range(row.first_segment, row.segment + 1)
        ]
        await storage.call(lambda executions=executions: storage.durable.delete(executions))
        deleted += len(rows)
    return deleted


def _delete_some(transaction: Transaction, moment: datetime) -> list[InstanceRow]:
    query = (
        sa.select(instances)
        .where(
            instances.c.status.in_([status.value for status in ENDED]),
            instances.c.ended_at < moment.timestamp(),
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = [InstanceRow.of(row) for row in transaction.connection.execute(query)]
    ids = [row.id for row in rows]
    if ids:
        for table in (messages, events):
            transaction.connection.execute(sa.delete(table).where(table.c.instance_id.in_(ids)))
        transaction.connection.execute(sa.delete(instances).where(instances.c.id.in_(ids)))
    return rows
