"""What processes use: CPU seconds and memory, with all that they started."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Used:
    """CPU seconds since their start, and mebibytes held now and at the most."""

    cpu: float = 0.0
    now: float = 0.0
    peak: float = 0.0

    def __add__(self, other: "Used") -> "Used":
        return Used(self.cpu + other.cpu, self.now + other.now, self.peak + other.peak)


def used_by(*roots: int) -> Used:
    """What these processes and their descendants use; of those that ended, the CPU alone."""
    return sum((_used(pid) for pid in tree(*roots)), Used())


def tree(*roots: int) -> set[int]:
    """The processes and all that they started and that still run."""
    parents = {pid: _parent(pid) for pid in _all()}
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _parent(pid: int) -> int | None:
    stat = _stat(pid)
    return int(stat[1]) if stat else None


def _used(pid: int) -> Used:
    stat = _stat(pid)
    if not stat:
        return Used()
    # utime and stime, then the same of the children that were waited for.
    cpu = sum(map(int, stat[11:15])) / _TICKS
    return Used(cpu, _mebibytes(pid, "VmRSS"), _mebibytes(pid, "VmHWM"))


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/PID/stat` from the third on; none for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _mebibytes(pid: int, field: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024
