"""Statements compiled once: for a statement that runs at each step, building and compiling it anew
costs several times what the database takes to run it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement with named parameters, kept as text for each dialect it met.

    Values go to the driver as they are, and come back so: only for columns of plain text and
    numbers, which is all this package has.
    """

    def __init__(self, statement: sa.ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._texts: dict[str, _Text] = {}

    def run(self, connection: sa.Connection, **values: object) -> sa.CursorResult[Any]:
        """Execute with one set of values."""
        text = self._for(connection)
        return connection.exec_driver_sql(text.sql, text.arguments(values))

    def run_many(self, connection: sa.Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Execute once a row, in order; a row has the values of `columns`, and no others."""
        text = self._for(connection)
        connection.exec_driver_sql(text.sql, text.many(self._columns or (), rows))

    def _for(self, connection: sa.Connection) -> "_Text":
        dialect = connection.dialect
        found = self._texts.get(dialect.name)
        if found is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler)  # noqa: S101 - statements compile to this
            found = _Text(compiled.string, dict(compiled.params), compiled.positiontup)
            self._texts[dialect.name] = found
        return found


@dataclass(frozen=True)
class _Text:
    """A statement as one dialect writes it, and the values that are always the same."""

    sql: str
    constants: Mapping[str, object]
    positions: Sequence[str] | None
    """The parameters' names in order, for a driver that takes them by place."""

    def arguments(self, values: Mapping[str, object]) -> Any:
        """A tuple or a dict, as the driver's style wants: what the driver takes is untyped."""
        everything = {**self.constants, **values}
        if self.positions is None:
            return everything
        return tuple([everything[name] for name in self.positions])

    def many(self, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Any:
        """The same for values in the order of `columns`."""
        if self.positions is None:
            return [dict(zip(columns, row, strict=True)) for row in rows]
        assert list(self.positions) == list(columns)  # noqa: S101 - it was compiled for these
        return rows
