"""`problemsmith serve` in a process of its own, and a client that keeps what it asked for."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from command_line import CommandLine, Running

API = "/api/v1"
INSTANCES = f"{API}/workflows/problem-generation-workflow/instances"


@dataclass(frozen=True)
class ApiServer:
    """A running server and its address."""

    running: Running
    url: str
    clients: ExitStack = field(default_factory=ExitStack)

    def client(self, key: str | None = None) -> httpx2.Client:
        """A client with this key, or none; closed with the server."""
        headers = {"X-API-Key": key} if key else {}
        return self.clients.enter_context(
            httpx2.Client(base_url=self.url, headers=headers, timeout=120, trust_env=False)
        )

    def kill(self) -> None:
        """End it at once (kill -9)."""
        self.running.kill()

    def interrupt(self) -> None:
        """Ask it to stop, as Ctrl-C does."""
        self.running.signal(signal.SIGINT)

    @property
    def log(self) -> list[dict[str, Any]]:
        """The structured lines of its log so far."""
        lines = self.running.stderr.splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def running_server(command_line: CommandLine, *options: str, **env: str) -> Iterator[ApiServer]:
    """A server that is gone at the end."""
    with command_line.start("serve", "--port", "0", *options, env=env) as running:
        running.wait_for("Serving on http")
        found = re.search(r"Serving on (\S+)", running.stderr)
        assert found, running.stderr
        server = ApiServer(running, found[1])
        try:
            with server.clients:
                yield server
        except BaseException:
            print(running.stderr[-3_000:].replace("\\n", "\n"))  # noqa: T201 - shown by pytest beside the failure
            raise


def make_key(command_line: CommandLine, user: str, role: str = "user") -> str:
    """A key from the command line."""
    made = command_line.run(
        *("keys", "create", "--user", user), *(["--admin"] if role == "admin" else [])
    )
    assert made.exit_code == 0, made.stderr
    return made.stdout.strip()
