"""A worker's place among the workers of its database: registered, seen to be alive, declared lost.

What makes taking over safe is not this but the segment (see `tables`): whoever was taken for dead
and is not finds that its instances have moved on, and can write nothing of theirs. This makes it
quick, and rare where it is not needed.

On SQLite one worker has the file to itself, by a lock that the kernel frees when the process dies.
On PostgreSQL each worker holds an advisory lock of its own in a session of its own, which the
server frees with the connection, and beats: so a peer sees within seconds that a process died, and
also sees one that is frozen, or too busy to be of use, although its connection lives.
"""

import hashlib
import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import KEEPALIVE, sqlite_file, storage_error
from .tables import workers
from .worker_lock import WorkerLock

T = TypeVar("T")

BEAT_SECONDS = 1.0
"""How often a worker beats, and looks after its peers."""

SILENT_SECONDS = 2.5
"""A worker whose lock is free is dead once it has not beaten for so long."""

FROZEN_SECONDS = 15.0
"""A worker that holds its lock but has not beaten for so long is taken for dead."""

SETTLED_SECONDS = 2.0
"""A worker judges its peers only after its own beats succeeded for so long: when the database
comes back, those that are alive need a moment to say so."""


@dataclass(frozen=True)
class Registration:
    """What a worker tells of itself. `executor` names the process, `id` its registration."""

    id: str
    executor: str
    host: str
    pid: int
    version: str
    concurrency: int

    @classmethod
    def of_this_process(cls, name: str, version: str, concurrency: int) -> "Registration":
        """The first registration of the process of that name."""
        return cls(name, name, _host(), os.getpid(), version[:100], concurrency)

    def row(self, **times: object) -> dict[str, object]:
        """The columns of the workers' table."""
        return {**self.__dict__, "lost": False, **times}


def process_name() -> str:
    """A name that no other process has, on any machine, now or later: at most 63 characters, what
    PostgreSQL keeps of the name of a connection."""
    return f"{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", socket.gethostname())[:40] or "host"


class Presence(Protocol):
    """The worker's place. Its methods block on the database; they are called one at a time."""

    @property
    def id(self) -> str:
        """The worker's present id."""
        ...

    @property
    def has_peers(self) -> bool:
        """Whether other workers may be there, so that beats and looking after them are needed."""
        ...

    def enter(self) -> None:
        """Take the place. Raises WorkerAlreadyRunningError, StorageError."""

    def beat(self) -> bool:
        """Say that the worker is alive; False when it was declared lost. Raises StorageError."""
        ...

    def renew(self) -> None:
        """Take a new place after having been declared lost. Raises StorageError."""

    def declare_lost(self) -> int:
        """Declare those peers lost that are dead or frozen; how many. Raises StorageError."""
        ...

    def forget_lost(self) -> list[str]:
        """Remove lost workers' rows, once nothing is held by them. Gives their executors."""
        ...

    def leave(self) -> None:
        """Give the place back."""


def presence_of(url: sa.URL, engine: sa.Engine, registration: Registration) -> Presence:
    """The way of the database that the URL names. `engine` is the one for writing."""
    file = sqlite_file(url)
    return (
        SharedPresence(url, registration)
        if file is None
        else LonePresence(file, engine, registration)
    )


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


class SharedPresence:
    """One of the workers of a PostgreSQL database."""

    has_peers = True

    def __init__(self, url: sa.URL, registration: Registration) -> None:
        # One session for all, kept by us: nothing else may use it, and it goes back to no pool.
        self._engine = sa.create_engine(
            url,
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={**KEEPALIVE, "application_name": registration.executor},
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
        row = self._registration.row(started_at=_now(), beat_at=_now())
        session.execute(sa.insert(workers).values(**row))
        self._settled_at = time.monotonic() + SETTLED_SECONDS

    def _beat(self, session: sa.Connection) -> bool:
        if not self._holds_lock:
            # After a lost connection: the server may not have noticed yet that the old one is gone.
            self._holds_lock = _try_lock(session, self._registration.id)
        mine = workers.c.id == self._registration.id
        done = session.execute(
            sa.update(workers).where(mine, workers.c.lost.is_(False)).values(beat_at=_now())
        )
        return done.rowcount > 0

    def _declare_lost(self, session: sa.Connection) -> int:
        started = sa.func.extract("epoch", sa.func.pg_postmaster_start_time())
        # While the server was away nobody could beat.
        silent = _now() - sa.func.greatest(workers.c.beat_at, started)
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


def _now() -> sa.ColumnElement[int]:
    """Seconds since 1970 by the clock of the server: those of the workers' machines may differ."""
    return sa.func.extract("epoch", sa.func.clock_timestamp())


def _cut_off(session: sa.Connection, executor: str) -> None:
    """End the connections of a process: frozen in a transaction, it would keep its locks, and one
    of them is that of the order of events, for which everybody waits."""
    activity = sa.table("pg_stat_activity", sa.column("pid"), sa.column("application_name"))
    session.execute(
        sa.select(sa.func.pg_terminate_backend(activity.c.pid)).where(
            activity.c.application_name == executor
        )
    )


def _lock_key(worker: str) -> int:
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _try_lock(session: sa.Connection, worker: str) -> bool:
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_lock(_lock_key(worker)))))


def _is_free(session: sa.Connection, worker: str) -> bool:
    if not _try_lock(session, worker):
        return False
    session.execute(sa.select(sa.func.pg_advisory_unlock(_lock_key(worker))))
    return True
