"""The place of a worker on SQLite: it has the file to itself, by a lock that the kernel frees when
the process dies."""

import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import storage_error
from .presence import Registration
from .tables import workers
from .worker_lock import WorkerLock


class LonePresence:
    """The one worker of a SQLite file."""

    has_peers = False

    def __init__(self, file: Path, engine: sa.Engine, registration: Registration) -> None:
        self._lock = WorkerLock(file)
        self._engine = engine
        self._registration = registration
        self._dead: list[str] = []

    @property
    def id(self) -> str:
        """See `Presence`."""
        return self._registration.id

    def is_alone(self) -> bool:
        """See `Presence`."""
        return True

    def enter(self) -> None:
        """See `Presence`."""
        self._lock.acquire()
        now = time.time()
        try:
            with self._engine.begin() as connection:
                # Whoever else is in there is dead, or its lock would be held.
                gone = connection.execute(sa.delete(workers).returning(workers.c.executor))
                self._dead = list(gone.scalars())
                row = self._registration.row(started_at=now, beat_at=now)
                connection.execute(sa.insert(workers).values(**row))
        except SQLAlchemyError as error:
            self._lock.release()
            raise storage_error(error) from error

    def beat(self) -> bool:
        """See `Presence`."""
        return True

    def renew(self) -> None:
        """See `Presence`."""
        return

    def declare_lost(self) -> int:
        """See `Presence`."""
        return 0

    def forget_lost(self) -> list[str]:
        """See `Presence`."""
        dead, self._dead = self._dead, []
        return dead

    def leave(self) -> None:
        """See `Presence`."""
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(workers))
        except SQLAlchemyError as error:
            raise storage_error(error) from error
        finally:
            self._lock.release()
