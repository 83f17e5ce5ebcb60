"""A worker's place among the workers of its database: registered, seen to be alive, declared lost.

What makes taking over safe is not this but the segment (see `tables`): whoever was taken for dead
and is not finds that its instances have moved on, and can write nothing of theirs. This makes it
quick, and rare where it is not needed. On SQLite it is a `LonePresence`, on PostgreSQL a
`SharedPresence`.
"""

import os
import re
import secrets
import socket
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Registration:
    """What a worker tells of itself. `executor` names the process, `id` its registration."""

    id: str
    executor: str
    host: str
    pid: int
    version: str
    concurrency: int

    @classmethod
    def of_this_process(cls, name: str, version: str, concurrency: int) -> "Registration":
        """The first registration of the process of that name."""
        return cls(name, name, _host(), os.getpid(), version[:100], concurrency)

    def row(self, **times: object) -> dict[str, object]:
        """The columns of the workers' table."""
        return {**self.__dict__, "lost": False, **times}


def process_name() -> str:
    """A name that no other process has, on any machine, now or later: at most 63 characters, what
    PostgreSQL keeps of the name of a connection."""
    return f"{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", socket.gethostname())[:40] or "host"


class Presence(Protocol):
    """The worker's place. Its methods block on the database; they are called one at a time."""

    @property
    def id(self) -> str:
        """The worker's present id."""
        ...

    @property
    def has_peers(self) -> bool:
        """Whether other workers may be there, so that beats and looking after them are needed."""
        ...

    def is_alone(self) -> bool:
        """Whether no other worker lives at this moment. Raises StorageError."""
        ...

    def enter(self) -> None:
        """Take the place. Raises WorkerAlreadyRunningError, StorageError."""

    def beat(self) -> bool:
        """Say that the worker is alive; False when it was declared lost. Raises StorageError."""
        ...

    def renew(self) -> None:
        """Take a new place after having been declared lost. Raises StorageError."""

    def declare_lost(self) -> int:
        """Declare those peers lost that are dead or frozen; how many. Raises StorageError."""
        ...

    def forget_lost(self) -> list[str]:
        """Remove lost workers' rows, once nothing is held by them. Gives their executors."""
        ...

    def leave(self) -> None:
        """Give the place back."""
