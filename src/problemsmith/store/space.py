"""Giving back to the disk what deleted rows took in an SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

from problemsmith.store.schema import BUSY_TIMEOUT_SECONDS

PAGES_AT_ONCE = 1000
"""Pages of one transaction: others wait no longer than these take."""

_INCREMENTAL = 2


def give_back_space(file: Path) -> int:
    """Make the file as small as its rows allow; how many pages it was given back.

    A file from before `auto_vacuum` was set keeps its size, and uses the room again; `VACUUM` by
    hand makes it small once.
    """
    given = 0
    with closing(
        sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    ) as database:
        if _number(database, "auto_vacuum") != _INCREMENTAL:
            return 0
        while free := _number(database, "freelist_count"):
            database.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()
            left = _number(database, "freelist_count")
            if left >= free:
                break  # somebody deletes at this very time: the next one will see to it
            given += free - left
    return given


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])
