"""Whether some process runs the jobs of a database at this moment."""

from pathlib import Path

from problemsmith.service.application import Application

_LOCKS = Path("/proc/locks")
"""The kernel's list of file locks: reading it disturbs nobody, as trying to lock would."""


def somebody_works(app: Application) -> bool | None:
    """Whether a worker runs, in this process or another; None where that can't be told.

    On SQLite a worker holds a lock beside the file. On PostgreSQL it may be on any machine.
    """
    if app.working:
        return True
    file = app.store.location.file
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
