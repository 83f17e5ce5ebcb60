"""Runs the real command line in a process of its own, with a folder of its own."""

import contextlib
import io
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from command_line.running import LONGEST_SECONDS, Finished, Running, kill
from problemsmith.cli import app

__all__ = ["COMMAND", "CommandLine", "Finished", "Running", "steps_of"]

COMMAND = (sys.executable, "-c", "import sys; from problemsmith.cli import main; sys.exit(main())")


@dataclass(frozen=True)
class CommandLine:
    """`problemsmith`, with its data below `home` and no settings but `env`."""

    home: Path
    env: dict[str, str]

    def run(
        self, *arguments: str, env: dict[str, str] | None = None, inside: tuple[str, ...] = ()
    ) -> Finished:
        """Run a command to its end, on demand inside another that starts it."""
        process = self._open(arguments, env or {}, inside)
        try:
            stdout, stderr = process.communicate(timeout=LONGEST_SECONDS)
        finally:
            kill(process)
        return Finished(process.returncode, stdout, stderr)

    def start(
        self, *arguments: str, env: dict[str, str] | None = None, stdout_is_read: bool = True
    ) -> Running:
        """Start a command and let it run; as a context manager, it is killed at the end."""
        process = self._open(arguments, env or {})
        if process.stdout and not stdout_is_read:
            process.stdout.close()
        return Running(process)

    def here(self, *arguments: str, env: dict[str, str] | None = None) -> Finished:
        """Run a command in the test's own process: the same, without the start of a Python."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, self.environment(env or {}), clear=True),
            contextlib.chdir(self.home),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            exit_code = app.run(arguments)
        return Finished(exit_code, stdout.getvalue(), stderr.getvalue())

    def with_env(self, **env: str) -> "CommandLine":
        """The same with more of an environment."""
        return replace(self, env=self.env | env)

    @property
    def database(self) -> Path:
        """The file in which everything is kept."""
        return self.home / ".local/share/problemsmith/problemsmith.sqlite"

    def job(self, job_id: str) -> Any:
        """What `jobs show --json` tells of a job."""
        return self.here("jobs", "show", job_id, "--json").document

    def problem(self, problem_id: str) -> Any:
        """What `problems show --json` tells of a problem."""
        return self.here("problems", "show", problem_id, "--json").document

    def _open(
        self, arguments: tuple[str, ...], extra: dict[str, str], inside: tuple[str, ...] = ()
    ) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*inside, *COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(extra),
            cwd=self.home,
            start_new_session=True,
            preexec_fn=_hear_signals,  # noqa: PLW1509 - sets signals, and takes no lock
        )

    def environment(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        """All that a command finds in its environment."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {"HOME": str(self.home)} | self.env | (extra or {})


def steps_of(job: Any) -> dict[str, Any]:
    """The steps of a job's document by their names."""
    return {step["name"]: step for step in job["steps"]}


def _hear_signals() -> None:
    """Hear Ctrl-C and a closed terminal, also when the tests run in the background or by nohup."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
