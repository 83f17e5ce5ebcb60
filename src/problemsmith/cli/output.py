"""What every command prints with: data on stdout, messages on stderr."""

import json
import os
import re
import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, TextIO, TypeVar, cast

if TYPE_CHECKING:
    import signal

    from rich.console import Console


T = TypeVar("T")


UNBROKEN = 100_000
"""Columns of messages that go into a file: none is broken into lines by us."""


_PADDING = re.compile(r"[ \t]+\n")


class ReaderGoneError(Exception):
    """Whoever read stdout went away (`| head`): nothing is left to say to it."""


def stdout() -> "Console":
    """A console on stdout: rich on a terminal, plain when piped."""
    console = _console(_Unpadded(sys.stdout), None)
    console.on_broken_pipe = _leave
    return console


def stderr() -> "Console":
    """A console on stderr. The work goes on when nobody reads it any more."""
    console = _console(sys.stderr, None if sys.stderr.isatty() else UNBROKEN)
    console.on_broken_pipe = lambda: _discard(sys.stderr)
    return console


def open_missing_streams() -> None:
    """Put nothing in the place of streams that were closed (`<&- >&-`).

    Otherwise the first file that is opened, the database perhaps, would be the standard output.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            while os.open(os.devnull, os.O_RDWR) < number:
                pass  # a lower one was closed too, and is filled by now
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def discard_output() -> None:
    """Let nothing more be written to stdout, not even what Python flushes when it ends."""
    _discard(sys.stdout)


@contextmanager
def told_reader_gone() -> Generator[None]:
    """Around plain writing to stdout: raises ReaderGoneError when nobody reads it any more."""
    try:
        yield
    except BrokenPipeError:
        _leave()


def _leave() -> None:
    discard_output()
    raise ReaderGoneError


def _discard(stream: TextIO) -> None:
    """Send what is still to come, and what Python flushes when it ends, nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Unpadded:
    """A stream that gets lines without the spaces that fill them up: they are nobody's data."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write whole lines, as consoles give them."""
        return self._stream.write(text if self.isatty() else _PADDING.sub("\n", text))

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The stream's descriptor."""
        return self._stream.fileno()

    @property
    def encoding(self) -> str:
        """The stream's encoding."""
        return self._stream.encoding or "utf-8"


def _console(stream: object, width: int | None) -> "Console":
    from rich.console import Console

    # Markup and emoji codes in a model's or a person's text are text.
    return Console(
        file=cast("IO[str]", stream), highlight=False, markup=False, emoji=False, width=width
    )


def print_json(document: object) -> None:
    """One JSON document on stdout, and nothing else there."""
    with told_reader_gone():
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()


def say(message: str) -> None:
    """A message on stderr, not broken into lines by us: it may hold a command to be copied."""
    from rich.text import Text

    stderr().print(Text(printable(message)), soft_wrap=True)


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
    from problemsmith.cli.engine_words import in_our_words
    from problemsmith.workflows.errors import InstanceError, StorageError, WorkflowError

    if not isinstance(error, WorkflowError):
        return None
    if isinstance(error, StorageError):
        return error.message, 3
    return in_our_words(error), 2 if isinstance(error, InstanceError) else 1


def printable(text: str) -> str:
    """Untrusted text for a terminal: control and direction characters are shown as a mark.

    A model's text could otherwise move the cursor, change the window's title or hide itself.
    """
    return "".join(char if char in "\n\t" or char.isprintable() else "\ufffd" for char in text)


class CommandStoppedError(Exception):
    """Somebody stopped the command, by Ctrl-C (SIGINT) or by SIGTERM; it has cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number
        """What a shell makes of the signal: 130 for Ctrl-C, 143 for SIGTERM."""


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end, or until it is stopped (CommandStoppedError)."""
    import asyncio
    import signal

    terminated = False

    async def stoppable() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop(*_: object) -> None:
            nonlocal terminated
            terminated = True
            loop.call_soon_threadsafe(task.cancel if task else loop.stop)

        with _handling(signal.SIGTERM, stop):
            return await work

    try:
        return asyncio.run(stoppable())
    except KeyboardInterrupt:
        raise CommandStoppedError(signal.SIGINT) from None
    except asyncio.CancelledError:
        if not terminated:
            raise
        raise CommandStoppedError(signal.SIGTERM) from None


@contextmanager
def _handling(number: "signal.Signals", handler: Callable[..., None]) -> Generator[None]:
    """While inside, let a signal that would end the process call the handler instead."""
    import signal
    import threading

    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(number) is not signal.SIG_DFL:
        yield
        return
    signal.signal(number, handler)
    try:
        yield
    finally:
        if signal.getsignal(number) is handler:  # a server sets its own, which stays
            signal.signal(number, signal.SIG_DFL)
