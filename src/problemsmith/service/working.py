"""Whether some process runs the jobs of a database at this moment."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from problemsmith.service.application import Application

_LOCKS = Path("/proc/locks")
"""The kernel's list of file locks: reading it disturbs nobody, as trying to lock would."""


def somebody_works(app: "Application") -> bool | None:
    """Whether a worker runs, in this process or another; None where that can't be told."""
    return True if app.working else works_on(app.store.location.file)


def works_on(file: Path | None) -> bool | None:
    """Whether a worker runs on a SQLite file, beside which it holds a lock.

    None where that can't be told; on PostgreSQL, which has no file, it may be on any machine.
    """
    if file is None:
        return None
    lock = file.resolve()
    try:
        inode = lock.with_name(lock.name + ".worker.lock").stat().st_ino
        lines = _LOCKS.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return False
    except OSError:
        return None
    # 1: FLOCK  ADVISORY  WRITE 4711 08:01:131072 0 EOF
    return any("FLOCK" in line and f":{inode} " in line for line in lines)
