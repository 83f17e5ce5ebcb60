"""Tells cheaply whether anything in the database has changed."""

import sqlite3

from problemsmith.store.urls import DatabaseLocation


class ChangeWatch:
    """A number that differs once anybody, in whatever process, has committed a change.

    SQLite keeps such a number in the file's shared index and gives it in microseconds, without a
    lock or a wait (https://www.sqlite.org/pragma.html#pragma_data_version). PostgreSQL has none.
    """

    def __init__(self, location: DatabaseLocation) -> None:
        self._location = location
        self._connection: sqlite3.Connection | None = None

    def number(self) -> int | None:
        """The number as of now, to be compared for equality; None where the database can't tell."""
        if self._location.file is None:
            return None
        try:
            if self._connection is None:
                # A connection of its own: changes made through the same one would not count.
                self._connection = sqlite3.connect(self._location.file, timeout=0)
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
