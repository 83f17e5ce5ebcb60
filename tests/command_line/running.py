"""A command that runs, or has ended."""

import json
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

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
        """The one JSON document that `--json` printed; fails for anything else on stdout."""
        try:
            return json.loads(self.stdout)
        except ValueError:
            raise AssertionError(f"no JSON: {self.stdout!r}; stderr: {self.stderr}") from None

    @property
    def told(self) -> str:
        """The messages; fails for a traceback, which tells a person nothing."""
        assert "Traceback" not in self.stderr, self.stderr
        return self.stderr


class Running:
    """A command in progress, whose output is read as it comes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._news = threading.Condition()
        streams = {"stdout": process.stdout, "stderr": process.stderr}
        read = {name: stream for name, stream in streams.items() if stream and not stream.closed}
        self._open = len(read)
        for name, stream in read.items():
            threading.Thread(target=self._read, args=(name, stream), daemon=True).start()

    def _read(self, name: str, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._news:
                    self._lines[name].append(line)
                    self._news.notify_all()
        with self._news:
            self._open -= 1
            self._news.notify_all()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Block until a text has come on stderr so many times."""

        def come() -> bool:
            return "".join(self._lines["stderr"]).count(text) >= times

        with self._news:
            self._news.wait_for(lambda: come() or self._open == 0, LONGEST_SECONDS)
            assert come(), f"{text!r} did not come: {self._lines}"

    @property
    def stderr(self) -> str:
        """What has come on stderr so far."""
        with self._news:
            return "".join(self._lines["stderr"])

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the command alone, as a terminal's user can."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """End the command and all that it started, at once (kill -9)."""
        kill(self.process)

    def finish(self) -> Finished:
        """Wait for its end."""
        self.process.wait(LONGEST_SECONDS)
        with self._news:
            assert self._news.wait_for(lambda: self._open == 0, LONGEST_SECONDS)
        stdout, stderr = ("".join(self._lines[name]) for name in ("stdout", "stderr"))
        return Finished(self.process.returncode, stdout, stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self.finish()


def kill(process: "subprocess.Popen[str]") -> None:
    """End a command and all that it started, at once (kill -9)."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
