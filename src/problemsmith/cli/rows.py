"""Rows of cells: fitted to the terminal's width, or whole and unpadded when piped."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from problemsmith.cli.output import printable

GAP = 2
"""Columns of space between two cells."""

LEAST_CUT = 14
"""Characters of a cell that are left of it at least when it is cut."""

LEAST_WRAPPED = 34
"""Columns in which sentences can be read; in fewer they stand below their row."""

INDENT = 4

Cell = str | Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Where a terminal is too narrow for all, `rank` 0 stays and the highest go first.

    One that `cuts` is shortened where that is enough. One that `wraps` is the last, holds
    sentences, and takes the width that the others leave, or a line of its own below the row.
    """

    name: str
    right: bool = False
    rank: int = 0
    cuts: bool = False
    wraps: bool = False


def print_rows(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    headed: bool = True,
) -> None:
    """Print rows below their columns' names; a column that is empty in all rows is left out."""
    texts = [[_text(cell) for cell in row] for row in rows]
    kept = [at for at in range(len(columns)) if any(row[at].plain for row in texts)]
    if console.is_terminal:
        kept = _fitting(console.width, columns, kept, texts)
    last = kept[-1] if kept and columns[kept[-1]].wraps else None
    cells = [at for at in kept if at != last]
    widths = {at: _widest(columns[at], at, texts) for at in cells}
    if console.is_terminal:
        _cut(console.width, columns, widths)
    heading = [Text(column.name, style="bold") for column in columns]
    room = console.width - sum(widths.values()) - GAP * len(widths)
    if headed:
        named = last if not console.is_terminal or room >= len(columns[-1].name) else None
        _print_row(console, columns, widths, heading, named)
    for row in texts:
        _print_row(console, columns, widths, row, last)


def _text(cell: Cell) -> Text:
    if isinstance(cell, Text):
        return cell
    return Text(printable(cell))


def _widest(column: Column, at: int, rows: Sequence[Sequence[Text]]) -> int:
    return max([len(column.name), *(row[at].cell_len for row in rows)])


def _least(column: Column, at: int, rows: Sequence[Sequence[Text]]) -> int:
    widest = _widest(column, at, rows)
    return min(widest, LEAST_CUT) if column.cuts else 0 if column.wraps else widest


def _fitting(
    width: int, columns: Sequence[Column], kept: list[int], rows: Sequence[Sequence[Text]]
) -> list[int]:
    """The columns that fit, those of the highest rank left out first."""
    while True:
        needed = sum(_least(columns[at], at, rows) + GAP for at in kept) - GAP
        dropped = max(kept, key=lambda at: (columns[at].rank, at), default=None)
        if needed <= width or dropped is None or columns[dropped].rank == 0:
            return kept
        kept = [at for at in kept if at != dropped]


def _cut(width: int, columns: Sequence[Column], widths: dict[int, int]) -> None:
    """Shorten the cells that may be cut, the widest first, until all fit."""
    while sum(widths.values()) + GAP * (len(widths) - 1) > width:
        cutting = [at for at in widths if columns[at].cuts and widths[at] > LEAST_CUT]
        if not cutting:
            return
        widths[max(cutting, key=lambda at: widths[at])] -= 1


def _print_row(
    console: Console,
    columns: Sequence[Column],
    widths: dict[int, int],
    row: Sequence[Text],
    last: int | None,
) -> None:
    line = Text()
    for at, width in widths.items():
        cell = row[at].copy()
        cell.plain = " ".join(cell.plain.split("\n")) if "\n" in cell.plain else cell.plain
        cell.truncate(width, overflow="ellipsis")
        space = " " * (width - cell.cell_len)
        line.append_text(Text(space) + cell if columns[at].right else cell + Text(space))
        line.append(" " * GAP)
    sentence = row[last] if last is not None else Text()
    if not console.is_terminal:
        flat = " ".join(sentence.plain.split())
        console.print(Text(f"{line.plain}{flat}".rstrip()), soft_wrap=True)
        return
    left = console.width - line.cell_len
    below = bool(sentence.plain) and left < LEAST_WRAPPED and sentence.cell_len > left
    if sentence.plain and not below:
        first, *more = sentence.wrap(console, left, overflow="fold")
        indent = " " * line.cell_len
        line.append_text(first)
        for part in more:
            part.rstrip()
            line.append(f"\n{indent}").append_text(part)
    line.rstrip()
    console.print(line, soft_wrap=True)
    if below:
        for part in sentence.wrap(console, console.width - INDENT, overflow="fold"):
            console.print(Text(" " * INDENT) + part, soft_wrap=True)
