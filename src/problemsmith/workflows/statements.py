"""Statements compiled once: for a statement that runs at each step, building and compiling it anew
costs several times what the database takes to run it."""

from collections.abc import Mapping, Sequence
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
        self._compiled: dict[str, SQLCompiler] = {}

    def run(self, connection: sa.Connection, **values: object) -> sa.CursorResult[Any]:
        """Execute with one set of values."""
        compiled = self._for(connection)
        return connection.exec_driver_sql(compiled.string, _arguments(compiled, values))

    def run_many(self, connection: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Execute once a row, in order."""
        compiled = self._for(connection)
        connection.exec_driver_sql(compiled.string, [_arguments(compiled, row) for row in rows])

    def _for(self, connection: sa.Connection) -> SQLCompiler:
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(compiled, SQLCompiler)  # noqa: S101 - statements compile to this
            found = self._compiled[dialect.name] = compiled
        return found


# A tuple or a dict, as the driver's style wants: what the driver takes is untyped.
def _arguments(compiled: SQLCompiler, values: Mapping[str, object]) -> Any:
    if compiled.positiontup is None:
        return {**compiled.params, **values}
    constants = compiled.params
    return tuple(
        values[name] if name in values else constants[name] for name in compiled.positiontup
    )
