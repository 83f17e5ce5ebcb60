"""Tells a person what goes wrong behind the scenes and is tried again, such as a full disk."""

import logging
import re
from collections.abc import Generator
from contextlib import contextmanager

from problemsmith.cli.output import printable, stderr

_DRIVER = re.compile(r"\(\w+\.\w+\) ")
"""The class of a database driver's error, which its message stands behind."""


@contextmanager
def told_trouble() -> Generator[None]:
    """While inside, print the program's own warnings, each text once."""
    logger = logging.getLogger("problemsmith")
    handler = _Teller(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Teller(logging.Handler):
    """What is tried again every second would otherwise fill the terminal with one sentence."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Print the message and the first line of the error behind it; an error of ours whole."""
        if not record.name.startswith("problemsmith"):
            return  # a library's account of what the program tells by itself
        error = record.exc_info[1] if record.exc_info else None
        text = record.getMessage() if error is None else f"{record.getMessage()}: {error}"
        if error is not None or record.levelno < logging.ERROR:
            text = text.partition("\n")[0]
        text = _DRIVER.sub("", text)
        if text not in self._told:
            self._told.add(text)
            weight = "error" if record.levelno >= logging.ERROR else "warning"
            stderr().print(printable(f"{weight}: {text}"), soft_wrap=True)
