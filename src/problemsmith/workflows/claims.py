"""What there is to do for a worker: queued instances to claim, its own to attend to, due ones to
wake.

An instance is queued for nobody (`worker` is null) until a worker claims it. Then only that worker
starts it, aborts it, lets it go; what it leaves behind when it dies is freed by `takeover`.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from . import lifecycle
from .journal import Transaction
from .rows import InstanceRow
from .statements import Prepared
from .status import EXECUTING, InstanceStatus
from .tables import instances, workers

AT_ONCE = 200
"""Instances that one look takes up."""


@dataclass(frozen=True)
class Demand:
    """What a look found: the worker's own instances of which something is asked, and whether there
    are others to wake or to claim."""

    asked: list[InstanceRow]
    due: bool
    queued: bool


def look(connection: sa.Connection, worker: str, version: str, now: float) -> Demand:
    """What there is to do at this moment. Questions to indexes alone, and nothing is written."""
    found = _look.run(connection, worker=worker, version=version, now=now).one()
    is_asked, is_due, is_queued = (bool(one) for one in found)
    asked: list[InstanceRow] = []
    if is_asked:
        query = sa.select(instances).where(*_is_asked(worker)).limit(AT_ONCE)
        asked = [InstanceRow.of(row) for row in connection.execute(query)]
    return Demand(asked, is_due, is_queued)


def claim(transaction: Transaction, worker: str, version: str, most: int) -> list[InstanceRow]:
    """Take at most so many queued instances of the version, those queued first before others.

    Nothing is claimed for a worker that was declared lost meanwhile.
    """
    is_registered = sa.exists().where(workers.c.id == worker, workers.c.lost.is_(False))
    query = (
        sa.select(instances)
        .where(*_is_claimable(version), is_registered)
        .order_by(instances.c.queued_at)
        .limit(most)
        .with_for_update(skip_locked=True, of=instances)
    )
    found = [InstanceRow.of(row) for row in transaction.connection.execute(query)]
    if found:
        transaction.connection.execute(
            sa.update(instances)
            .where(instances.c.id.in_([row.id for row in found]))
            .values(worker=worker, attention=False)
        )
    return found


def attended(transaction: Transaction, seen: InstanceRow) -> None:
    """What was asked is done, unless something else was asked meanwhile. The worker lets go of an
    instance that it no longer runs."""
    values: dict[str, object] = {"attention": False}
    if seen.status not in EXECUTING:
        values["worker"] = None
    transaction.connection.execute(
        sa.update(instances)
        .where(
            instances.c.id == seen.id,
            instances.c.segment == seen.segment,
            instances.c.status == seen.status.value,
        )
        .values(**values)
    )


def wake_due(transaction: Transaction, now: float) -> int:
    """Queue the instances whose time has come, but those another worker is waking; how many."""
    query = (
        sa.select(instances).where(*_is_due(now)).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    found = [InstanceRow.of(row) for row in transaction.connection.execute(query)]
    for row in found:
        lifecycle.wake(transaction, row, "due")
    return len(found)


def _is_asked(worker: str | sa.BindParameter[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (instances.c.attention.is_(True), instances.c.worker == worker)


def _is_claimable(version: str | sa.BindParameter[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        instances.c.status == InstanceStatus.QUEUED.value,
        instances.c.worker.is_(None),
        instances.c.version == version,
    )


def _is_due(now: float | sa.BindParameter[float]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        instances.c.status == InstanceStatus.WAITING.value,
        instances.c.wake_at <= now,
    )


_look = Prepared(
    sa.select(
        sa.exists().where(*_is_asked(sa.bindparam("worker", type_=sa.String))),
        sa.exists().where(*_is_due(sa.bindparam("now", type_=sa.Double))),
        sa.exists().where(*_is_claimable(sa.bindparam("version", type_=sa.String))),
    )
)
