"""Ids as people see them: short on a terminal, whole where another program reads."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

if TYPE_CHECKING:
    from rich.console import Console

SHORT = 8
"""The last characters of an id are random: so many tell a hundred thousand apart."""

ProblemName = Annotated[
    str, typer.Argument(metavar="ID", help="the problem's id, or the end of it that lists show")
]
JobName = Annotated[
    str, typer.Argument(metavar="ID", help="the job's id, or the end of it that lists show")
]


def shown_id(console: "Console", whole: UUID | str) -> str:
    """The id as this console's reader wants it; ids that a client chose stay as they are."""
    text = str(whole)
    if not console.is_terminal:
        return text
    try:
        UUID(text)
    except ValueError:
        return text
    return text[-SHORT:]
