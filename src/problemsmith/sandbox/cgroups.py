"""Control groups: a second bound on the memory and processes of a whole box.

Version 2 where a subtree is delegated to this user (cgroups(7), "Cgroups delegation"), version 1
where root may make groups, none otherwise. Without them each process is still bounded by its own
limits.
"""

import contextlib
import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
MAX_PROCESSES = 128
"""Processes and threads in one box; a child's own limit is lower."""

_PREFIX = "problemsmith-"
_OWN_LEAF = "problemsmith.own"
_number = itertools.count()


class CgroupKind(StrEnum):
    """Which control groups there are for boxes."""

    V2 = "v2"
    V1 = "v1"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cgroup:
    """The group of one box: one folder, or with version 1 one for memory and one for processes."""

    kind: CgroupKind
    memory: Path
    processes: Path

    def add(self, process: int) -> None:
        """Put a process, and all that it will start, into the group."""
        for folder in {self.memory, self.processes}:
            _write(folder / "cgroup.procs", process)

    def limit_memory(self, limit: int) -> None:
        """Bound the bytes of all processes together, swap included."""
        if self.kind is CgroupKind.V2:
            _write(self.memory / "memory.max", limit)
            _write_if_there(self.memory / "memory.swap.max", 0)
        else:
            _write(self.memory / "memory.limit_in_bytes", limit)
            _write_if_there(self.memory / "memory.memsw.limit_in_bytes", limit)

    def limit_processes(self) -> None:
        """Bound the processes and threads."""
        _write(self.processes / "pids.max", MAX_PROCESSES)

    def memory_kills(self) -> int:
        """How many processes the kernel has killed for want of memory."""
        name = "memory.events" if self.kind is CgroupKind.V2 else "memory.oom_control"
        words = (self.memory / name).read_text().split()
        counts = dict(zip(words[::2], words[1::2], strict=False))
        return int(counts.get("oom_kill", 0))

    def remove(self) -> None:
        """Remove the group once its processes are gone."""
        for folder in {self.memory, self.processes}:
            with contextlib.suppress(OSError):
                folder.rmdir()


@dataclass(frozen=True, slots=True)
class Cgroups:
    """Where groups for boxes are made."""

    kind: CgroupKind
    memory: Path = MOUNT
    processes: Path = MOUNT

    @classmethod
    def find(cls, mount: Path = MOUNT, own: Path = OWN) -> "Cgroups":
        """The best kind that works here, tried by making a group. Leftovers of judges that were
        killed are removed on the way."""
        candidates: tuple[Callable[[Path, Path], Cgroups | None], ...] = (_version_2, _version_1)
        for candidate in candidates:
            with contextlib.suppress(OSError):
                found = candidate(mount, own)
                if found is not None and (trial := found.make()) is not None:
                    trial.remove()
                    found.sweep()
                    return found
        return cls(CgroupKind.NONE)

    def make(self) -> Cgroup | None:
        """A new group, or None where there are none. Raises OSError."""
        if self.kind is CgroupKind.NONE:
            return None
        name = f"{_PREFIX}{os.getpid()}-{next(_number)}"
        group = Cgroup(self.kind, self.memory / name, self.processes / name)
        for folder in {group.memory, group.processes}:
            folder.mkdir()
        group.limit_processes()
        return group

    def sweep(self) -> None:
        """Remove the groups of processes that no longer exist."""
        for folder in {self.memory, self.processes}:
            for leftover in folder.glob(f"{_PREFIX}*-*"):
                process = leftover.name.removeprefix(_PREFIX).split("-")[0]
                if not Path("/proc", process).exists():
                    with contextlib.suppress(OSError):
                        leftover.rmdir()


def _version_2(mount: Path, own: Path) -> Cgroups | None:
    path = _own_paths(own).get("")
    if path is None or not (mount / "cgroup.controllers").exists():
        return None
    folder = mount / path.lstrip("/")
    if "memory" not in (folder / "cgroup.controllers").read_text().split():
        return None
    if not {"memory", "pids"} <= set((folder / "cgroup.subtree_control").read_text().split()):
        _make_room(folder)
        _write(folder / "cgroup.subtree_control", "+memory +pids")
    return Cgroups(CgroupKind.V2, folder, folder)


def _make_room(folder: Path) -> None:
    """Move this process into a leaf: a group with groups below it may hold no process itself.

    Done only where this process is alone, so that nobody else's is moved.
    """
    if (folder / "cgroup.procs").read_text().split() != [str(os.getpid())]:
        return
    leaf = folder / _OWN_LEAF
    leaf.mkdir(exist_ok=True)
    _write(leaf / "cgroup.procs", os.getpid())


def _version_1(mount: Path, own: Path) -> Cgroups | None:
    paths = _own_paths(own)
    if "memory" not in paths or "pids" not in paths:
        return None
    return Cgroups(
        CgroupKind.V1,
        mount / "memory" / paths["memory"].lstrip("/"),
        mount / "pids" / paths["pids"].lstrip("/"),
    )


def _own_paths(own: Path) -> dict[str, str]:
    """This process's group for each controller; version 2 stands under the empty name."""
    paths: dict[str, str] = {}
    for line in own.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            paths[controller] = path
    return paths


def _write(file: Path, value: int | str) -> None:
    file.write_text(str(value))


def _write_if_there(file: Path, value: int) -> None:
    if file.exists():
        _write(file, value)
