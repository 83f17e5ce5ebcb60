"""The place of a worker on PostgreSQL, among others.

Each worker holds an advisory lock of its own in a session of its own, which the server frees with
the connection, and beats: so a peer sees within seconds that a process died, and also sees one that
is frozen, or too busy to be of use, although its connection lives.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import session_arguments, storage_error
from .presence import Registration
from .tables import workers

T = TypeVar("T")

SILENT_SECONDS = 2.5
"""A worker whose lock is free is dead once it has not beaten for so long."""

FROZEN_SECONDS = 15.0
"""A worker that holds its lock but has not beaten for so long is taken for dead."""

SETTLED_SECONDS = 2.0
"""A worker judges its peers only after its own beats succeeded for so long: when the database
comes back, those that are alive need a moment to say so."""


class SharedPresence:
    """One of the workers of a PostgreSQL database."""

    has_peers = True

    def __init__(self, url: sa.URL, registration: Registration) -> None:
        # One session for all, kept by us: nothing else may use it, and it goes back to no pool.
        self._engine = sa.create_engine(
            url,
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=session_arguments(registration.executor),
        )
        self._session: sa.Connection | None = None
        self._registration = registration
        self._renewals = 0
        self._holds_lock = False
        self._settled_at = float("inf")
        self._turn = threading.Lock()

    @property
    def id(self) -> str:
        """See `Presence`."""
        return self._registration.id

    def is_alone(self) -> bool:
        """See `Presence`. One that was killed a moment ago is not counted: its lock is free."""
        return self._in_session(self._is_alone)

    def enter(self) -> None:
        """See `Presence`."""
        self._in_session(self._register)

    def beat(self) -> bool:
        """See `Presence`."""
        return self._in_session(self._beat)

    def renew(self) -> None:
        """See `Presence`."""
        self._renewals += 1
        name = f"{self._registration.executor}-{self._renewals}"
        self._registration = replace(self._registration, id=name)
        self._in_session(self._register)

    def declare_lost(self) -> int:
        """See `Presence`."""
        if time.monotonic() < self._settled_at:
            return 0
        return self._in_session(self._declare_lost)

    def forget_lost(self) -> list[str]:
        """See `Presence`."""
        return self._in_session(self._forget_lost)

    def leave(self) -> None:
        """See `Presence`."""
        try:
            self._in_session(
                lambda session: session.execute(
                    sa.delete(workers).where(workers.c.id == self._registration.id)
                )
            )
        finally:
            self._end_session()

    # within the session

    def _register(self, session: sa.Connection) -> None:
        self._holds_lock = bool(_try_lock(session, self._registration.id))
        row = self._registration.row(started_at=server_now(), beat_at=server_now())
        session.execute(sa.insert(workers).values(**row))
        self._settled_at = time.monotonic() + SETTLED_SECONDS

    def _beat(self, session: sa.Connection) -> bool:
        if not self._holds_lock:
            # After a lost connection: the server may not have noticed yet that the old one is gone.
            self._holds_lock = _try_lock(session, self._registration.id)
        mine = workers.c.id == self._registration.id
        done = session.execute(
            sa.update(workers).where(mine, workers.c.lost.is_(False)).values(beat_at=server_now())
        )
        return done.rowcount > 0

    def _is_alone(self, session: sa.Connection) -> bool:
        others = sa.select(workers.c.id).where(
            workers.c.id != self._registration.id, workers.c.lost.is_(False)
        )
        return all(_is_free(session, peer) for peer in session.scalars(others).all())

    def _declare_lost(self, session: sa.Connection) -> int:
        # While the server was away nobody could beat.
        silent = server_now() - sa.func.greatest(workers.c.beat_at, server_start())
        others = sa.select(workers.c.id, workers.c.executor, workers.c.beat_at, silent).where(
            workers.c.id != self._registration.id,
            workers.c.lost.is_(False),
            silent > SILENT_SECONDS,
        )
        declared = 0
        for peer, executor, beat_at, seconds in session.execute(others).all():
            if seconds <= FROZEN_SECONDS and not _is_free(session, peer):
                continue
            is_lost = session.execute(
                sa.update(workers)
                .where(workers.c.id == peer, workers.c.beat_at == beat_at)
                .values(lost=True)
            ).rowcount
            if is_lost:
                _cut_off(session, executor)
                declared += 1
        return declared

    def _forget_lost(self, session: sa.Connection) -> list[str]:
        gone = session.execute(
            sa.delete(workers).where(workers.c.lost.is_(True)).returning(workers.c.executor)
        )
        return list(gone.scalars())

    def _in_session(self, work: Callable[[sa.Connection], T]) -> T:
        with self._turn:
            try:
                if self._session is None:
                    self._session = self._engine.connect()
                    self._holds_lock = False
                    self._settled_at = time.monotonic() + SETTLED_SECONDS
                return work(self._session)
            except SQLAlchemyError as error:
                self._end_session()
                raise storage_error(error) from error

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()
            session.close()


def server_now() -> sa.ColumnElement[int]:
    """Seconds since 1970 by the clock of the server: those of the workers' machines may differ."""
    return sa.func.extract("epoch", sa.func.clock_timestamp())


def server_start() -> sa.ColumnElement[int]:
    """When the server started, by the same clock."""
    return sa.func.extract("epoch", sa.func.pg_postmaster_start_time())


def held_locks(connection: sa.Connection) -> frozenset[int]:
    """The keys of the advisory locks that are held in this database. Takes none itself."""
    query = """
        SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database =
            (SELECT oid FROM pg_database WHERE datname = current_database())
    """
    return frozenset(connection.exec_driver_sql(query).scalars())


def _cut_off(session: sa.Connection, executor: str) -> None:
    """End the connections of a process: frozen in a transaction, it would keep its locks, and one
    of them is that of the order of events, for which everybody waits."""
    activity = sa.table("pg_stat_activity", sa.column("pid"), sa.column("application_name"))
    session.execute(
        sa.select(sa.func.pg_terminate_backend(activity.c.pid)).where(
            activity.c.application_name == executor
        )
    )


def lock_key(worker: str) -> int:
    """The key of the advisory lock that this worker holds while it lives."""
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _try_lock(session: sa.Connection, worker: str) -> bool:
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_lock(lock_key(worker)))))


def _is_free(session: sa.Connection, worker: str) -> bool:
    if not _try_lock(session, worker):
        return False
    session.execute(sa.select(sa.func.pg_advisory_unlock(lock_key(worker))))
    return True
