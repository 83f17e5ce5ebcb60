"""A copy of an SQLite database that is whole, made while the program works."""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from problemsmith.errors import DatabaseCorruptError, NotFoundError, StorageError, ValidationError
from problemsmith.store.failures import clear_file_failures
from problemsmith.store.schema import BUSY_TIMEOUT_SECONDS
from problemsmith.store.urls import DatabaseLocation, locate


async def backup(url: str, target: Path) -> int:
    """Write the database as it is at this moment into a new file; how many bytes that has.

    Nobody waits for it: SQLite reads one moment, while others go on writing. The file appears
    whole, or not at all. Raises ValidationError on PostgreSQL, which says what to do there, and
    where the file exists; NotFoundError without a database; StorageErrors.
    """
    location = locate(url)
    if location.file is None:
        raise ValidationError(
            f"{location} is on PostgreSQL, which has tools of its own for this, while all works:"
            " `pg_dump --format=custom --file=FILE DATABASE`, and `pg_restore --dbname=DATABASE"
            " FILE` into an empty one"
        )
    if not location.file.exists():
        raise NotFoundError(f"there is no database {location} yet: nothing to back up")
    copying = _Copying(location, location.file, target)
    work = asyncio.ensure_future(asyncio.to_thread(copying.run))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        copying.stop()
        with suppress(Exception):  # that it was interrupted; nothing is left of it
            await work
        raise


class _Copying:
    """One backup, in a thread."""

    def __init__(self, location: DatabaseLocation, file: Path, target: Path) -> None:
        self._location = location
        self._file = file
        self._target = target
        self._source: sqlite3.Connection | None = None

    def run(self) -> int:
        """Copy, check and name the file; its size."""
        if self._target.exists():
            raise _taken(self._target)
        with clear_file_failures(self._location):
            source = sqlite3.connect(
                self._file, timeout=BUSY_TIMEOUT_SECONDS, check_same_thread=False
            )
        self._source = source
        with closing(source):
            with clear_file_failures(self._location):
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                if source.execute("PRAGMA auto_vacuum").fetchone()[0] == 0:
                    # Only this connection is told: the copy can give back what is deleted from it.
                    source.execute("PRAGMA auto_vacuum = INCREMENTAL")
            with clear_file_failures(self._location), _clear_target_failures(self._target):
                return self._write(source)

    def _write(self, source: sqlite3.Connection) -> int:
        with _partial(self._target) as partial:
            source.execute("VACUUM INTO ?", [str(partial)])
            self._check(partial)
            _put_in_place(partial, self._target)
        return self._target.stat().st_size

    def stop(self) -> None:
        """End it at once; called from another thread."""
        if self._source is not None:
            with suppress(sqlite3.ProgrammingError):  # it was closed just now
                self._source.interrupt()

    def _check(self, copy: Path) -> None:
        with closing(sqlite3.connect(copy)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DatabaseCorruptError(
                f"the database {self._location} is damaged ({found}), and so would its copy be:"
                " nothing was written; keep the backups that there are"
            )


@contextmanager
def _clear_target_failures(target: Path) -> Generator[None]:
    """Turn what is wrong with the new file's place into StorageErrors."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{target} can't be written ({error.strerror}): name another file"
        ) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _ABOUT_TARGET:
            raise
        raise StorageError(
            f"{target} can't be written ({error}): name another file, where there is room"
        ) from error


_ABOUT_TARGET = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
"""What goes wrong where one only reads, and writes elsewhere."""


@contextmanager
def _partial(target: Path) -> Generator[Path]:
    """An empty file beside the target, as private as the database; gone in the end."""
    descriptor, name = tempfile.mkstemp(
        prefix=f".{target.name[:100]}.", suffix=".partial", dir=target.parent
    )
    os.close(descriptor)
    partial = Path(name)
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def _put_in_place(partial: Path, target: Path) -> None:
    """Give a finished file its name, unless that was taken meanwhile; safe from a power cut."""
    _sync(partial)
    try:
        target.hardlink_to(partial)
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError:  # a file system without hard links
        if target.exists():
            raise _taken(target) from None
        partial.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(target: Path) -> ValidationError:
    return ValidationError(f"{target} exists, and is not written over: name another file")
