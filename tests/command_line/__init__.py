"""Runs the real command line in a process of its own, with a folder of its own."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "import sys; from problemsmith.cli import main; sys.exit(main())")
LONGEST_SECONDS = 240
"""A bound on a hang, not a measure: no command of the tests comes near it."""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The one JSON document that `--json` printed."""
        return json.loads(self.stdout)


@dataclass(frozen=True)
class CommandLine:
    """`problemsmith`, with its data below `home` and no settings but `env`."""

    home: Path
    env: dict[str, str]

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> Finished:
        """Run a command to its end."""
        process = self.start(*arguments, env=env)
        try:
            stdout, stderr = process.communicate(timeout=LONGEST_SECONDS)
        finally:
            kill(process)
        return Finished(process.returncode, stdout, stderr)

    def start(self, *arguments: str, env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
        """Start a command and let it run."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(env or {}),
            cwd=self.home,
            start_new_session=True,
        )

    def _environment(self, extra: dict[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {"HOME": str(self.home)} | self.env | extra


def kill(process: "subprocess.Popen[str]") -> None:
    """End a command and all that it started, at once (kill -9)."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
