"""The drivers' errors as errors that say what to do."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS

from sqlalchemy import exc

from problemsmith.errors import (
    DatabaseCorruptError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseReadOnlyError,
    DatabaseUnreachableError,
    DuplicateError,
    NotFoundError,
    ProblemsmithError,
    StorageError,
)
from problemsmith.store.urls import DatabaseLocation

_EXTENDED_CODE_MASK = 0xFF  # SQLite keeps the kind of an error in the low byte of its code

# PostgreSQL's SQLSTATE codes and classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOCK_TIMEOUT_STATES = frozenset({"55P03", "40P01", "40001"})
_READ_ONLY_STATE = "25006"
_PRIVILEGE_STATE = "42501"
_DISK_FULL_STATE = "53100"
_TOO_MANY_CONNECTIONS_STATE = "53300"
_FOREIGN_KEY_STATE = "23503"


@contextmanager
def clear_failures(location: DatabaseLocation) -> Generator[None]:
    """Turn what the database raises inside into StorageErrors.

    Our own errors, also those raised while a value is bound, pass as they are.
    """
    try:
        yield
    except exc.StatementError as error:
        if isinstance(error.orig, ProblemsmithError):
            raise error.orig from None
        if not isinstance(error, exc.DBAPIError) or isinstance(error, exc.IntegrityError):
            raise
        raise _describe(error.orig, location) from error
    except exc.TimeoutError as error:
        raise DatabaseLockedError(
            f"no connection to the database {location} came free in time: "
            "lower PROBLEMSMITH_CONCURRENCY, or look for what keeps the database busy"
        ) from error


@contextmanager
def clear_file_failures(location: DatabaseLocation) -> Generator[None]:
    """Turn what the file system and SQLite's own driver raise inside into StorageErrors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _describe(error, location) from error
    except OSError as error:
        raise _describe_os_error(error, location) from error


@contextmanager
def clear_conflicts(*, taken: str, missing: str | None = None) -> Generator[None]:
    """Turn a refused write into DuplicateError, or NotFoundError where its parent is missing."""
    try:
        yield
    except exc.IntegrityError as error:
        if missing is not None and _is_foreign_key_violation(error.orig):
            raise NotFoundError(missing) from error
        raise DuplicateError(taken) from error


def _is_foreign_key_violation(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    return getattr(cause, "sqlstate", None) == _FOREIGN_KEY_STATE


def _describe(cause: BaseException | None, location: DatabaseLocation) -> StorageError:
    if isinstance(cause, sqlite3.Error):
        return _describe_sqlite(cause, location)
    return _describe_postgresql(cause, location)


def _describe_sqlite(cause: sqlite3.Error, location: DatabaseLocation) -> StorageError:
    code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _EXTENDED_CODE_MASK
    described: StorageError
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            described = DatabaseLockedError(
                f"the database {location} is locked by another process: wait for it to end, "
                "or end it, then try again"
            )
        case sqlite3.SQLITE_FULL:
            described = _full(location)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            described = _read_only(location)
        case sqlite3.SQLITE_CANTOPEN:
            described = _cannot_open(location)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            described = DatabaseCorruptError(
                f"{location} is not an SQLite database, or is damaged ({cause}): name another file "
                "in PROBLEMSMITH_DATABASE_URL, or put a backup in its place"
            )
        case sqlite3.SQLITE_IOERR:
            described = StorageError(
                f"the disk failed while {location} was read or written ({cause}): "
                "check the disk and its free space, then try again"
            )
        case _:
            described = StorageError(
                f"the database {location} refused a statement ({cause}): "
                "see `problemsmith db status`, and `problemsmith db upgrade`"
            )
    return described


def _describe_postgresql(cause: BaseException | None, location: DatabaseLocation) -> StorageError:
    state: str = getattr(cause, "sqlstate", None) or ""
    said = " ".join(str(cause).split())
    if state in _LOCK_TIMEOUT_STATES:
        return DatabaseLockedError(
            f"another session holds what this one needs in {location} ({said}): try again"
        )
    if state == _DISK_FULL_STATE:
        return _full(location)
    if state in (_READ_ONLY_STATE, _PRIVILEGE_STATE):
        return DatabaseReadOnlyError(
            f"the database {location} does not let this user write ({said}): "
            "connect to the primary, with a user who owns the tables"
        )
    # Without a state the connection was never made, or was lost: psycopg has nothing to report.
    if not state or state[:2] in ("08", "28", "3D", "57") or state == _TOO_MANY_CONNECTIONS_STATE:
        return DatabaseUnreachableError(
            f"the database {location} cannot be reached ({said}): check that the server runs and "
            "that PROBLEMSMITH_DATABASE_URL names the right host, user, password and database"
        )
    return StorageError(
        f"the database {location} refused a statement ({said}): "
        "see `problemsmith db status`, and `problemsmith db upgrade`"
    )


def _cannot_open(location: DatabaseLocation) -> StorageError:
    file = location.file
    if file is not None and file.is_dir():
        return StorageError(
            f"{file} is a folder: name a file in it, such as sqlite:///{file}/problemsmith.sqlite"
        )
    return _read_only(location)


def _describe_os_error(error: OSError, location: DatabaseLocation) -> StorageError:
    if error.errno in (ENOSPC, EDQUOT):
        return _full(location)
    if error.errno in (EACCES, EPERM, EROFS):
        return _read_only(location)
    return StorageError(
        f"the folder of the database {location} cannot be used ({error}): name another place in "
        "PROBLEMSMITH_DATA_DIR or PROBLEMSMITH_DATABASE_URL"
    )


def _full(location: DatabaseLocation) -> StorageError:
    return DatabaseFullError(
        f"there is no room left for the database {location}: free some space, then try again; "
        "what was kept before is safe"
    )


def _read_only(location: DatabaseLocation) -> StorageError:
    return DatabaseReadOnlyError(
        f"the database {location} cannot be written: make the file and its folder writable for "
        "this user, or name another place in PROBLEMSMITH_DATA_DIR"
    )
