"""Events that were sent to an instance, as a wait takes them."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import sqlalchemy as sa

from .journal import Transaction
from .tables import messages

R = TypeVar("R")


@dataclass(frozen=True)
class ReceivedEvent(Generic[R]):
    """An event that was sent to the instance."""

    type: str
    payload: R
    timestamp: datetime


def take(
    transaction: Transaction, instance_id: str, event_type: str, position: int, due: float
) -> str | None:
    """The record of a wait that is over: the event it took, or that it timed out."""
    mine = (
        sa.select(messages.c.id, messages.c.payload, messages.c.sent_at)
        .where(messages.c.instance_id == instance_id, messages.c.type == event_type)
        .where(sa.or_(messages.c.taken_by.is_(None), messages.c.taken_by == position))
        # One that this wait took already, before a crash kept it from being recorded, comes first.
        .order_by(messages.c.taken_by.is_(None), messages.c.id)
        .limit(1)
    )
    row = transaction.connection.execute(mine).first()
    if row is None:
        return json.dumps({"timed_out": True}) if time.time() >= due else None
    transaction.connection.execute(
        sa.update(messages).where(messages.c.id == row.id).values(taken_by=position)
    )
    return f'{{"payload": {row.payload}, "sent": {row.sent_at!r}}}'
