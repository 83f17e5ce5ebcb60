"""Which shared libraries a program needs: the part of the host that a box must see to run it."""

import os
import re
import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PT_INTERP = 3
_LISTED = re.compile(r"^\s*(?P<name>\S+) => (?P<path>/\S.*?) \(0x[0-9a-f]+\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Libraries:
    """The dynamic loader of a program, at the path its file names, and the libraries by name."""

    loader: Path | None
    by_name: dict[str, Path]


def libraries_of(program: Path, plugins: Sequence[Path] = ()) -> Libraries:
    """The loader and libraries of a program and of the plugins (extension modules) it may load.

    The dynamic loader itself is asked, without running the program. A statically linked program
    has none. Raises OSError for a file that cannot be read.
    """
    loader = _interpreter(program)
    if loader is None:
        return Libraries(None, {})
    command = [str(loader)]
    if plugins:
        command += ["--preload", " ".join(map(str, plugins))]
    listing = _listing([*command, "--list", str(program)])
    found = {match["name"]: Path(match["path"]) for match in _LISTED.finditer(listing)}
    own = {str(plugin) for plugin in plugins}
    return Libraries(
        loader, {name: path for name, path in found.items() if name not in own and "/" not in name}
    )


def _listing(command: list[str]) -> str:
    """What the loader tells; asked again if somebody killed it."""
    for _ in range(2):
        done = subprocess.run(  # noqa: S603  # our own command over files of this machine
            command,
            capture_output=True,
            text=True,
            check=False,
            env={"LC_ALL": "C", "PATH": os.defpath},
        )
        if done.returncode >= 0:
            return done.stdout
    raise OSError(f"{command[0]} was killed while it listed the libraries of {command[-1]}")


def _interpreter(program: Path) -> Path | None:
    """The PT_INTERP entry of an ELF file (elf(5))."""
    with program.open("rb") as file:
        head = file.read(64)
        if head[:4] != b"\x7fELF" or head[4] != 2:
            raise OSError(f"{program} is not a 64-bit ELF program")
        order = "<" if head[5] == 1 else ">"
        (table,) = struct.unpack_from(order + "Q", head, 32)
        size, count = struct.unpack_from(order + "HH", head, 54)
        for index in range(count):
            file.seek(table + index * size)
            entry = file.read(size)
            kind, _, offset, _, _, length = struct.unpack_from(order + "IIQQQQ", entry)
            if kind == _PT_INTERP:
                file.seek(offset)
                return Path(file.read(length).rstrip(b"\0").decode())
    return None
