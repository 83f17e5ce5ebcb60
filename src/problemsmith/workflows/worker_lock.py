"""One worker a database: a lock that is freed for it when the holder dies.

On SQLite the operating system frees it, on PostgreSQL the server, when the connection ends.
"""

import fcntl
import os
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import sqlite_file, storage_error
from .errors import WorkerAlreadyRunningError

WORKER_LOCK = 0x5052_4F42_0003
"""Key of the PostgreSQL advisory lock held while a worker runs; each database has its own."""


def worker_lock(url: sa.URL) -> "WorkerLock | ServerWorkerLock":
    """The lock of the database that the URL names."""
    file = sqlite_file(url)
    return ServerWorkerLock(url) if file is None else WorkerLock(file)


class ServerWorkerLock:
    """An advisory lock of a PostgreSQL session of its own, open while a worker runs.

    Two workers would take each other's live work for what a dead one left.
    """

    def __init__(self, url: sa.URL) -> None:
        # Nothing else may use the session, and none may be given back with the lock on it.
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self._database = url.database or "the database"
        self._connection: sa.Connection | None = None

    def acquire(self) -> None:
        """Take the lock. Raises WorkerAlreadyRunningError, StorageError."""
        try:
            connection = self._engine.connect()
            taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(WORKER_LOCK)))
        except SQLAlchemyError as error:
            raise storage_error(error) from error
        if not taken:
            connection.close()
            raise WorkerAlreadyRunningError(
                f"another process already runs the worker on {self._database}"
                ": let that one do the work, or stop it first",
                None,
            )
        self._connection = connection

    def release(self) -> None:
        """Give the lock back with its session."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class WorkerLock:
    """An advisory lock on `<database>.worker.lock`, held while a worker runs.

    The name is that of the file itself, whatever links lead to it: one file, one lock.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises WorkerAlreadyRunningError with the holder's pid."""
        database = self._database.resolve()
        path = database.with_name(database.name + ".worker.lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = _pid_in(descriptor)
            os.close(descriptor)
            holder = f"process {pid}" if pid else "another process"
            raise WorkerAlreadyRunningError(
                f"{holder} already runs the worker on {database.name}"
                ": let that one do the work, or stop it first",
                pid,
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two holders lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else None
