"""The tables' revision: what it is, whether it fits this program, and bringing it up to date.

The migrations are the files of `migrations/versions/`. To add one, change `tables.py`, copy the
newest file, number it on, and set LATEST_REVISION; the tests say what is still missing.
"""

import asyncio
import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from problemsmith.errors import (
    DatabaseCorruptError,
    DatabaseNewerError,
    DatabaseOutdatedError,
)
from problemsmith.store.engines import READING, make_blocking_engine
from problemsmith.store.failures import clear_failures, clear_file_failures
from problemsmith.store.tables import metadata
from problemsmith.store.urls import SQLITE, DatabaseLocation, locate

LATEST_REVISION = "0004"
"""The newest revision, here so that opening a current database need not load the migrations."""

VERSION_TABLE = "problemsmith_schema_version"
"""A name of our own: other programs that use Alembic may share the PostgreSQL database."""

BUSY_TIMEOUT_SECONDS = 10.0
"""How long a connection to SQLite waits for another process's transaction."""

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"

_UPGRADE_LOCK = 0x70726F626C656D  # "problem": the PostgreSQL advisory lock that upgrades take
_WAL_RETRY_SECONDS = 0.02
_one_upgrade = threading.Lock()


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """Where a database stands: `current` is None before its first upgrade.

    `pending` are the revisions an upgrade would apply, oldest first; `newer` says that a newer
    problemsmith has upgraded the database.
    """

    database: str
    current: str | None
    head: str
    pending: tuple[str, ...]
    newer: bool


async def status(url: str) -> SchemaStatus:
    """The revision of the database, without changing or creating anything."""
    location = locate(url)
    return await asyncio.to_thread(_status, location)


async def check_place(url: str) -> None:
    """Make the folder of an SQLite database as its first use would, and a file in it for a moment.

    Says beforehand, in the same words, what that first use would fail with: raises StorageErrors.
    """
    location = locate(url)
    if location.file is not None:
        await asyncio.to_thread(_check_place, location, location.file)


async def upgrade(url: str, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> SchemaStatus:
    """Bring the database to the newest revision, making it first if it is an SQLite file.

    Safe from several processes at once: one upgrades, the others wait and find it done. Either all
    of the pending revisions are applied or none. Raises DatabaseNewerError for a database that a
    newer program made, and the other StorageErrors.
    """
    location = locate(url)
    await asyncio.to_thread(_upgrade, location, busy_timeout_seconds)
    return await asyncio.to_thread(_status, location)


async def ensure_current(
    location: DatabaseLocation, *, may_upgrade: bool, busy_timeout_seconds: float
) -> None:
    """Check that the tables fit this program, upgrading them where that is allowed.

    Raises DatabaseOutdatedError when it is not, DatabaseNewerError when the program is too old.
    """
    await asyncio.to_thread(_ensure_current, location, may_upgrade, busy_timeout_seconds)


def _ensure_current(
    location: DatabaseLocation, may_upgrade: bool, busy_timeout_seconds: float
) -> None:
    if location.file is not None and (may_upgrade or location.file.exists()):
        _prepare_file(location, location.file, busy_timeout_seconds)
    current = _status(location).current
    if current == LATEST_REVISION:
        return
    if may_upgrade:
        _upgrade(location, busy_timeout_seconds)
        return
    _refuse_newer(location, current)
    raise DatabaseOutdatedError(
        f"the tables of {location} are "
        + ("not there yet" if current is None else f"of revision {current}")
        + f"; this program needs {LATEST_REVISION}: run `problemsmith db upgrade`"
    )


def _status(location: DatabaseLocation) -> SchemaStatus:
    if location.file is not None and not location.file.exists():
        # Connecting would make the file.
        return _status_at(location, None)
    engine = make_blocking_engine(location, busy_timeout_seconds=BUSY_TIMEOUT_SECONDS)
    with clear_failures(location), engine.connect() as connection:
        reader = connection.execution_options(**READING[location.backend])
        return _status_at(location, _revision(reader))


def _status_at(location: DatabaseLocation, current: str | None) -> SchemaStatus:
    if current == LATEST_REVISION:
        pending, newer = (), False
    else:
        known = _known_revisions()
        newer = current is not None and current not in known
        after = known.index(current) + 1 if current in known else 0
        pending = () if newer else known[after:]
    return SchemaStatus(str(location), current, LATEST_REVISION, pending, newer)


def _known_revisions() -> tuple[str, ...]:
    """Every revision that this program knows, oldest first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - slow to load and rarely needed

    script = ScriptDirectory(str(MIGRATIONS_FOLDER))
    return tuple(revision.revision for revision in script.walk_revisions())[::-1]


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def _upgrade(location: DatabaseLocation, busy_timeout_seconds: float) -> None:
    if location.file is not None:
        _prepare_file(location, location.file, busy_timeout_seconds)
    engine = make_blocking_engine(location, busy_timeout_seconds=busy_timeout_seconds)
    # On SQLite the transaction begins with the write lock, which is what the second process waits
    # for; on PostgreSQL an advisory lock does it.
    with clear_failures(location), engine.begin() as connection:
        if location.backend != SQLITE:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
        current = _revision(connection)
        if current == LATEST_REVISION:
            return
        _refuse_newer(location, current)
        if current is None:
            _refuse_foreign(location, connection)
        _run_migrations(connection)
        if location.backend == SQLITE:
            _check_foreign_keys(location, connection)


def _run_migrations(connection: Connection) -> None:
    """Apply what is pending, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415 - slow to load and rarely needed
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config(attributes={"connection": connection})
    # The option is a template in which a percent sign is doubled.
    config.set_main_option("script_location", str(MIGRATIONS_FOLDER).replace("%", "%%"))
    # Alembic keeps its current environment in its module, so one thread at a time.
    with _one_upgrade:
        command.upgrade(config, "head")


def _refuse_newer(location: DatabaseLocation, current: str | None) -> None:
    if current is not None and current not in _known_revisions():
        raise DatabaseNewerError(
            f"the database {location} was made by a newer problemsmith (revision {current}; this "
            f"program knows up to {LATEST_REVISION}): upgrade the program, or name another database"
        )


def _refuse_foreign(location: DatabaseLocation, connection: Connection) -> None:
    theirs = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if theirs:
        raise DatabaseCorruptError(
            f"{location} is not a problemsmith database, yet it has tables of the names "
            f"{', '.join(theirs)}: name another database in PROBLEMSMITH_DATABASE_URL"
        )


def _check_foreign_keys(location: DatabaseLocation, connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise DatabaseCorruptError(
            f"the database {location} has rows in {broken[0]} whose parent is gone; nothing was "
            "changed: put a backup in its place, or report this"
        )


def _check_place(location: DatabaseLocation, file: Path) -> None:
    with clear_file_failures(location):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=file.parent):
            pass


def _prepare_file(location: DatabaseLocation, file: Path, busy_timeout_seconds: float) -> None:
    """Make the file and its folder, and put it in WAL mode, which the file keeps."""
    with clear_file_failures(location):
        # Private to the user, as the XDG rules ask for the data folder.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = time.monotonic() + busy_timeout_seconds
        with closing(sqlite3.connect(file, timeout=busy_timeout_seconds)) as connection:
            while True:
                try:
                    # Lets a new file give back what is deleted. Asked of one that does so already,
                    # SQLite would wait for the write lock.
                    if connection.execute("PRAGMA page_count").fetchone()[0] == 0:
                        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                    connection.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    # SQLite does not wait here when two processes switch a new file at once.
                    busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
                    if not busy or time.monotonic() > deadline:
                        raise
                    time.sleep(_WAL_RETRY_SECONDS)
                else:
                    return
