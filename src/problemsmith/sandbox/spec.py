"""What goes into a box: a command, the files it sees, its environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadOnlyBind:
    """A file or folder of the host, seen at another path inside and never writable there."""

    source: Path
    target: str


@dataclass(frozen=True, slots=True)
class BoxFile:
    """A small file that exists in the box only, readable and not writable."""

    target: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """One box. Everything not named here is absent inside.

    `command` talks frames (`problemsmith.sandbox.frames`) over its standard input, which is a
    socket; its standard error is kept and told when the box ends badly.
    """

    command: tuple[str, ...]
    binds: tuple[ReadOnlyBind, ...] = ()
    files: tuple[BoxFile, ...] = ()
    hidden: tuple[str, ...] = ()
    """Folders inside a bind that are to be seen as empty."""
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    """Symbolic links: what each points to, by where it stands."""
    scratch: str | None = None
    """A folder in memory that is writable, for a compiler's output. Who runs a program in such a
    box must keep the program from writing (`seccomp.command_filter` does)."""
    scratch_bytes: int = 256 * 1024 * 1024
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
