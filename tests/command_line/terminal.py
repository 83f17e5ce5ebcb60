"""The command line as it looks on a terminal of some width, without one."""

import contextlib
import io
import os
import re
from unittest.mock import patch

from command_line import CommandLine
from problemsmith.cli import app

_STYLES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(command_line: CommandLine, columns: int, *arguments: str) -> list[str]:
    """The lines that a command shows on a terminal of so many columns, without their styles."""
    shown = _Terminal()
    env = command_line.environment({"COLUMNS": str(columns), "TERM": "xterm-256color"})
    with (
        patch.dict(os.environ, env, clear=True),
        contextlib.chdir(command_line.home),
        contextlib.redirect_stdout(shown),
        contextlib.redirect_stderr(shown),
    ):
        assert app.run(arguments) == 0
    return _STYLES.sub("", shown.getvalue()).splitlines()
