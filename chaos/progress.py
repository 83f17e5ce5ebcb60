"""How far the jobs are, as the database tells it while everything goes on."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

_STAND = sa.text("""
    SELECT
        (SELECT count(*) FROM workflow_instance_events WHERE type = 'step_completed'),
        (SELECT count(*) FROM workflow_instances
         WHERE status IN ('complete', 'errored', 'terminated')),
        (SELECT count(*) FROM workflow_instance_workers)
""")


@dataclass(frozen=True)
class Progress:
    """Steps done, jobs ended, and workers that the database knows, dead ones among them."""

    steps: int
    ended: int
    workers: int


def progress(engine: sa.Engine) -> Progress | None:
    """How far they are; None while the database can't say, because it is being restarted."""
    try:
        with engine.connect() as connection:
            steps, ended, workers = connection.execute(_STAND).one()
    except SQLAlchemyError:
        return None
    return Progress(steps, ended, workers)
