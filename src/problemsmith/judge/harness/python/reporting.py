"""Writing records to a child's result file.

The functions used are taken when the harness starts: a program that changes `os` or `json` later
changes nothing here.
"""

import json
import os
import resource
import struct

from ..protocol import (
    ERROR,
    MAX_FILE_BYTES,
    READY_FD,
    RECORD,
    RESULT_FD,
    SHOWN_BYTES,
)

_write = os.write
_close = os.close
_exit = os._exit  # pyright: ignore[reportPrivateUsage]  # its public name
_seek = os.lseek
_truncate = os.ftruncate
_read_at = os.pread
_usage = resource.getrusage
_SELF = resource.RUSAGE_SELF
_encode_error = json.JSONEncoder().encode
_pack = RECORD.pack
_END, _START = os.SEEK_END, os.SEEK_SET


def mark_ready(trusted_ns: int | None = None) -> None:
    """Tell process 1 how much CPU the trusted part took (default: all that was used so far), by a
    file that is then closed."""
    _write(READY_FD, struct.pack(">Q", cpu_ns() if trusted_ns is None else trusted_ns))
    _close(READY_FD)


def cpu_ns() -> int:
    """CPU that this child has used, to the microsecond.

    Not the process's clock: while RLIMIT_CPU is set, Linux moves that only with the timer tick.
    """
    usage = _usage(_SELF)
    return round((usage.ru_utime + usage.ru_stime) * 1e9)


class Report:
    """The result file of one child."""

    def __init__(self) -> None:
        self._size = 0
        self._runtime_kb = _usage(_SELF).ru_maxrss

    def has_room(self) -> bool:
        """Whether at least half of the file may still be written."""
        return self._size < MAX_FILE_BYTES // 2

    def record(self, kind: bytes, body: bytes = b"", cpu: int = 0) -> None:
        """Append one record."""
        memory_kb = _usage(_SELF).ru_maxrss - self._runtime_kb
        content = _pack(kind, len(body), cpu, memory_kb) + body
        self._size += len(content)
        view = memoryview(content)
        while view:
            view = view[_write(RESULT_FD, view) :]

    def error(self, kind: str, stage: str, message: str, cpu: int = 0) -> None:
        """Append the record of a failure."""
        body = _encode_error({"kind": kind, "stage": stage, "message": message})
        self.record(ERROR, body.encode(), cpu)

    def printed(self, kind: bytes, descriptor: int) -> int:
        """Move what a call printed into a record of its own; returns how many bytes it was."""
        size = _seek(descriptor, 0, _END)
        if size:
            self.record(kind, _read_at(descriptor, min(size, SHOWN_BYTES), 0))
            _truncate(descriptor, 0)
            _seek(descriptor, 0, _START)
        return size

    def end(self) -> None:
        """End the child at once: no handler of the program's runs."""
        _exit(0)
