"""Engines set up the one way this program uses its databases."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import AdaptedConnection, Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from problemsmith.store.urls import POSTGRESQL, SQLITE, DatabaseLocation

_READ_ONLY_OPTION = "problemsmith_read_only"
"""The execution option by which a connection to SQLite says that it will only read."""

READING = {
    SQLITE: {_READ_ONLY_OPTION: True},
    POSTGRESQL: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""By database system, the execution options of a transaction that only reads, at one moment."""

_SQLITE_CONNECTIONS = 5
"""One writes at a time, so these are readers; each is a thread of its own."""

_POSTGRESQL_CONNECTIONS = 10


def make_engine(
    location: DatabaseLocation, *, busy_timeout_seconds: float, session: Mapping[str, object]
) -> AsyncEngine:
    """The engine that the program works with. It connects when first used.

    `session` is how it connects to PostgreSQL: arguments for the driver.
    """
    if location.backend != SQLITE:
        return create_async_engine(
            location.url,
            pool_size=_POSTGRESQL_CONNECTIONS,
            pool_pre_ping=True,
            connect_args=dict(session),
        )
    engine = create_async_engine(
        location.url,
        connect_args=_sqlite_arguments(busy_timeout_seconds),
        pool_size=_SQLITE_CONNECTIONS,
        max_overflow=0,
    )
    _set_up_sqlite(engine.sync_engine, foreign_keys=True)
    event.listen(engine.sync_engine, "invalidate", _give_back_locks)
    return engine


def make_blocking_engine(location: DatabaseLocation, *, busy_timeout_seconds: float) -> Engine:
    """An engine for migrations: it keeps no connection, and leaves SQLite's foreign keys unchecked.

    SQLite alters a table by making it anew, which would otherwise delete the rows of its children.
    """
    if location.backend != SQLITE:
        return create_engine(location.blocking_url, poolclass=NullPool)
    engine = create_engine(
        location.blocking_url,
        connect_args=_sqlite_arguments(busy_timeout_seconds),
        poolclass=NullPool,
    )
    _set_up_sqlite(engine, foreign_keys=False)
    return engine


def _give_back_locks(connection: AdaptedConnection, *_: object) -> None:
    """Undo the transaction of a connection that is about to be closed because of a cancelled task.

    SQLite keeps a closed connection's transaction, and with it the write lock, until the last
    cursor is gone, and the traceback of the cancellation may hold one for long. The rollback waits
    for its turn behind the interrupted statement, even if this task is cancelled again meanwhile.
    """
    with suppress(asyncio.CancelledError):  # the first cancellation goes on after this
        connection.run_async(lambda driver: driver.rollback())


def _sqlite_arguments(busy_timeout_seconds: float) -> dict[str, Any]:
    # Without an isolation level the driver begins nothing by itself; the "begin" event below does.
    return {"timeout": busy_timeout_seconds, "isolation_level": None}


def _set_up_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    def set_pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        # In WAL, NORMAL loses no commit when the process dies; a power cut may lose the last few.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another one wrote in
        # between; one that takes the write lock at its beginning waits for its turn instead.
        read_only = connection.get_execution_options().get(_READ_ONLY_OPTION, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", set_pragmas)
    event.listen(engine, "begin", begin)
