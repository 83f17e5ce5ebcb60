"""One worker a SQLite file: a lock that the kernel frees when its holder dies."""

import fcntl
import os
from pathlib import Path

from .errors import WorkerAlreadyRunningError

_LOCKS = Path("/proc/locks")
"""The kernel's list of file locks: reading it disturbs nobody, as trying to lock would."""


class WorkerLock:
    """An advisory lock on `<database>.worker.lock`, held while a worker runs.

    The name is that of the file itself, whatever links lead to it: one file, one lock.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises WorkerAlreadyRunningError with the holder's pid."""
        database = self._database.resolve()
        path = _beside(database)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            pid = _pid_in(descriptor)
            os.close(descriptor)
            holder = f"process {pid}" if pid else "another process"
            raise WorkerAlreadyRunningError(
                f"{holder} already runs the worker on {database.name}"
                ": let that one do the work, or stop it first",
                pid,
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two holders lock two files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_held(database: Path) -> bool | None:
    """Whether a worker holds the lock of this database; None where that can't be told."""
    try:
        inode = _beside(database.resolve()).stat().st_ino
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return False
    except OSError:
        return None
    # 1: FLOCK  ADVISORY  WRITE 4711 08:01:131072 0 EOF
    return any("FLOCK" in line and f":{inode} " in line for line in lines)


def _beside(database: Path) -> Path:
    return database.with_name(database.name + ".worker.lock")


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else None
