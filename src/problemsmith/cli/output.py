"""What every command prints with: data on stdout, messages on stderr."""

import json
import os
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.console import Console


T = TypeVar("T")


PIPED_WIDTH = 160
"""Columns of tables that go into a file or another program."""


class ReaderGoneError(Exception):
    """Whoever read stdout went away (`| head`): nothing is left to say to it."""


def stdout() -> "Console":
    """A console on stdout: rich on a terminal, plain when piped."""
    console = _console(to_stderr=False, terminal=sys.stdout.isatty())
    console.on_broken_pipe = _leave
    return console


def stderr() -> "Console":
    """A console on stderr. The work goes on when nobody reads it any more."""
    console = _console(to_stderr=True, terminal=sys.stderr.isatty())
    console.on_broken_pipe = lambda: _discard(sys.stderr)
    return console


def discard_output() -> None:
    """Let nothing more be written to stdout, not even what Python flushes when it ends."""
    _discard(sys.stdout)


def _leave() -> None:
    discard_output()
    raise ReaderGoneError


def _discard(stream: TextIO) -> None:
    """Send what is still to come, and what Python flushes when it ends, nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


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
    try:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _leave()


def report_error(message: str) -> None:
    """What went wrong, and what to do."""
    from rich.text import Text

    # Not broken into lines by us: it may be searched, or copied with the command it names.
    stderr().print(Text.assemble(("error: ", "bold red"), printable(message)), soft_wrap=True)


def workflow_failure(error: Exception) -> tuple[str, int] | None:
    """Message and exit code of the workflow layer's own errors; None for any other error.

    The layer is not imported for this: a command that met one of its errors has it loaded.
    """
    if "problemsmith.workflows" not in sys.modules:
        return None
    from problemsmith.workflows.errors import StorageError, WorkflowError

    if not isinstance(error, WorkflowError):
        return None
    return error.message, 3 if isinstance(error, StorageError) else 1


def printable(text: str) -> str:
    """Untrusted text for a terminal: control and direction characters are shown as a mark.

    A model's text could otherwise move the cursor, change the window's title or hide itself.
    """
    return "".join(char if char in "\n\t" or char.isprintable() else "\ufffd" for char in text)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end."""
    import asyncio

    return asyncio.run(work)
