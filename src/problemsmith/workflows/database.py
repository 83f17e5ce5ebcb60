"""Opening the database: one URL, SQLite in WAL or PostgreSQL, and our tables in it."""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from .errors import SchemaTooNewError, StorageError
from .status import InstanceStatus
from .tables import SCHEMA_VERSION, instances, metadata, schema

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one on SQLite."""


def session_arguments(process: str) -> dict[str, object]:
    """How a process that works connects to PostgreSQL: arguments for the driver, psycopg.

    A lost machine or network is noticed within seconds. The connections bear the process's name, by
    which they can be cut. A transaction without a statement for 10 s is ended by the server: a
    process that was frozen in the middle of one would keep its locks, and stop everybody.
    """
    return {
        "application_name": process,
        "options": "-c idle_in_transaction_session_timeout=10s",
        "connect_timeout": 10,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # milliseconds, for what was sent and not acknowledged
    }


def normal_url(database_url: str) -> sa.URL:
    """The URL with the synchronous driver this package uses, whatever driver was named."""
    url = sa.make_url(database_url)
    backend = url.get_backend_name()
    if backend == "sqlite":
        if not url.database or url.database == ":memory:":
            raise ValueError("workflows need a database file: an in-memory one cannot be resumed")
        return url.set(drivername="sqlite")
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise ValueError(f"{backend} is not supported: give a sqlite: or postgresql: URL")


def sqlite_file(url: sa.URL) -> Path | None:
    """The database file, or None on PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def open_engine(url: sa.URL, *, pool_size: int, process: str) -> sa.Engine:
    """An engine with the settings both we and DBOS use. Connects lazily."""
    if url.get_backend_name() != "sqlite":
        engine = sa.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=session_arguments(process),
        )
        event.listen(engine, "handle_error", _tell_that_nobody_answers)
        return engine
    engine = sa.create_engine(url, pool_size=pool_size, max_overflow=0)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _tell_that_nobody_answers(context: sa.ExceptionContext) -> None:
    """Have a connection that could not be made count as one that was lost.

    DBOS waits for a lost one before it gives up a result, which may have been paid for. It knows
    the others by psycopg's words, and not by all of them: "connection is bad" is not among them.
    """
    error = context.sqlalchemy_exception
    if context.connection is None and error is not None and is_away(error):
        context.is_disconnect = True


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    """WAL lets readers and the writer work at once; NORMAL loses nothing when a process dies."""
    # Every transaction that writes takes the lock at its start: no upgrade can deadlock.
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    if connection.execute("PRAGMA page_count").fetchone()[0] == 0:
        # Lets a new file give back what is deleted. Asked of one that does so already, SQLite would
        # wait for the write lock.
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def create_tables(engine: sa.Engine) -> None:
    """Make what is missing. Safe when several processes do it at once.

    Raises SchemaTooNewError when the database is newer than this code, StorageError when it
    cannot be written.
    """
    try:
        with engine.connect() as connection:
            _lock_for_creation(connection)
            found = _version(connection)
            if found is None:
                metadata.create_all(connection, checkfirst=True)
                connection.execute(schema.insert().values(version=SCHEMA_VERSION))
            elif found < SCHEMA_VERSION:
                _upgrade(connection)
            elif found > SCHEMA_VERSION:
                raise SchemaTooNewError(
                    f"the workflow tables are version {found} and this program knows up to "
                    f"{SCHEMA_VERSION}: use the newer program, or another database"
                )
            connection.commit()
    except SQLAlchemyError as error:
        raise storage_error(error) from error


def _upgrade(connection: sa.Connection) -> None:
    """From version 1, in which one worker held all, and DBOS's queue held what was queued."""
    for column in ("worker VARCHAR(100)", "version VARCHAR(100) DEFAULT '1' NOT NULL"):
        connection.execute(sa.text(f"ALTER TABLE workflow_instances ADD COLUMN {column}"))
    metadata.create_all(connection, checkfirst=True)
    for index in instances.indexes:
        index.create(connection, checkfirst=True)
    connection.execute(
        sa.update(instances)
        .where(
            instances.c.status == InstanceStatus.QUEUED.value,
            instances.c.submitted_segment == instances.c.segment,
        )
        .values(segment=instances.c.segment + 1)
    )
    connection.execute(sa.update(schema).values(version=SCHEMA_VERSION))


def _lock_for_creation(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CREATION_LOCK)))


CREATION_LOCK = 0x5052_4F42_0001
"""Key of the PostgreSQL advisory lock held while tables are made."""


def _version(connection: sa.Connection) -> int | None:
    if not sa.inspect(connection).has_table(schema.name):
        return None
    return connection.execute(sa.select(sa.func.max(schema.c.version))).scalar()


AWAY_SECONDS = 30.0
"""How long a statement waits for a PostgreSQL server that restarts or is replaced."""

_AWAY_STATES = {"57P01", "57P02", "57P03"}
"""admin_shutdown, crash_shutdown, cannot_connect_now: appendix A of the PostgreSQL manual."""


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the server, not the statement, is the trouble, and may be back soon."""
    if not isinstance(error, DBAPIError) or not type(error.orig).__module__.startswith("psycopg"):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return isinstance(error, OperationalError)
    return error.connection_invalidated or state.startswith("08") or state in _AWAY_STATES


def storage_error(error: SQLAlchemyError | sqlite3.Error) -> StorageError:
    """The database's complaint with what to do about it, without the SQL."""
    cause = str(getattr(error, "orig", None) or error).split("\n", 1)[0]
    lowered = cause.lower()
    advice = "check that the database is there and can be reached"
    if "locked" in lowered or "busy" in lowered:
        advice = "another process holds it; try again when that one is done"
    elif "full" in lowered or "no space" in lowered:
        advice = "free some disk space and start again; nothing was lost"
    elif "readonly" in lowered or "read-only" in lowered:
        advice = "make the file and its folder writable"
    return StorageError(f"the workflow database failed: {cause}; {advice}")
