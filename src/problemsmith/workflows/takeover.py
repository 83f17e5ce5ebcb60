"""Freeing what a worker held that is no more, so that another one goes on with it."""

import sqlalchemy as sa

from . import lifecycle, rows
from .errors import ErrorInfo
from .events import PROGRESS, EventType
from .journal import Transaction
from .rows import InstanceRow
from .status import EXECUTING, InstanceStatus
from .tables import events, instances, workers

MOST_DEATHS = 20
"""Workers that may die with one instance in their hands, with nothing finished in between, before
it is set aside."""

AT_ONCE = 200
"""Instances freed by one transaction."""


def has_orphans(connection: sa.Connection) -> bool:
    """Whether any instance is held by a worker that is lost or not registered."""
    return bool(connection.scalar(sa.select(sa.exists().where(_orphaned()))))


def free_orphans(transaction: Transaction) -> int:
    """Free the instances that `has_orphans` tells of; how many it were.

    Those whose rows are locked are left alone: another worker is freeing them, or a frozen one is
    in the middle of a transaction, which the server ends after a while.
    """
    query = sa.select(instances).where(_orphaned()).limit(AT_ONCE).with_for_update(skip_locked=True)
    found = [InstanceRow.of(row) for row in transaction.connection.execute(query)]
    for row in found:
        _free(transaction, row)
    return len(found)


def _orphaned() -> sa.ColumnElement[bool]:
    registered = sa.select(workers.c.id).where(workers.c.lost.is_(False))
    return sa.or_(
        sa.and_(instances.c.worker.is_not(None), instances.c.worker.not_in(registered)),
        # Without a name: from before workers had any.
        sa.and_(
            instances.c.worker.is_(None),
            instances.c.status.in_([status.value for status in EXECUTING]),
        ),
    )


def _free(transaction: Transaction, row: InstanceRow) -> None:
    if row.status is InstanceStatus.QUEUED:
        lifecycle.wake(transaction, row, "recovered")
    elif row.status not in EXECUTING:
        rows.change(transaction, row.id, worker=None, attention=False)
    elif not lifecycle.settle_pause(transaction, row):
        deaths = 1 if _got_on(transaction, row) else row.deaths + 1
        rows.change(transaction, row.id, deaths=deaths)
        if deaths > MOST_DEATHS:
            lifecycle.fail(transaction, row, _WORKER_DIED)
        else:
            lifecycle.wake(transaction, row, "recovered")


def _got_on(transaction: Transaction, row: InstanceRow) -> bool:
    """Whether anything was finished since it was last taken up: deaths are no loop then."""
    transaction.write_events()
    own = (events.c.instance_id == row.id, events.c.run == row.run)
    taken = sa.select(sa.func.max(events.c.cursor)).where(
        *own, events.c.type == EventType.WORKFLOW_RUNNING.value
    )
    done = sa.select(sa.func.max(events.c.cursor)).where(
        *own, events.c.type.in_(kind.value for kind in PROGRESS)
    )
    begun, finished = transaction.connection.execute(
        sa.select(taken.scalar_subquery(), done.scalar_subquery())
    ).one()
    return finished is not None and finished > (begun or 0)


_WORKER_DIED = ErrorInfo(
    name="WorkerDied",
    message=f"the worker process died {MOST_DEATHS} times while it ran this instance; "
    "look for what kills it, then restart the instance",
    code="worker.died",
)
