"""What every command prints with: data on stdout, messages on stderr."""

import json
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.console import Console


T = TypeVar("T")


PIPED_WIDTH = 160
"""Columns of tables that go into a file or another program."""


def stdout() -> "Console":
    """A console on stdout: rich on a terminal, plain when piped."""
    return _console(to_stderr=False, terminal=sys.stdout.isatty())


def stderr() -> "Console":
    """A console on stderr."""
    return _console(to_stderr=True, terminal=sys.stderr.isatty())


def _console(*, to_stderr: bool, terminal: bool) -> "Console":
    from rich.console import Console

    # Markup and emoji codes in a model's or a person's text are text.
    return Console(
        stderr=to_stderr,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if terminal else PIPED_WIDTH,
    )


def print_json(document: object) -> None:
    """One JSON document on stdout, and nothing else there."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def report_error(message: str) -> None:
    """What went wrong, and what to do."""
    from rich.text import Text

    stderr().print(Text.assemble(("error: ", "bold red"), printable(message)))


def workflow_message(error: Exception) -> str | None:
    """What the workflow layer says of its own errors; None for any other error.

    The layer is not imported for this: a command that met one of its errors has it loaded.
    """
    if "problemsmith.workflows.errors" not in sys.modules:
        return None
    from problemsmith.workflows.errors import WorkflowError

    return error.message if isinstance(error, WorkflowError) else None


def printable(text: str) -> str:
    """Untrusted text for a terminal: control and direction characters are shown as a mark.

    A model's text could otherwise move the cursor, change the window's title or hide itself.
    """
    return "".join(char if char in "\n\t" or char.isprintable() else "\ufffd" for char in text)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end."""
    import asyncio

    return asyncio.run(work)
