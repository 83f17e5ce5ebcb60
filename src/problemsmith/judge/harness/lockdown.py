"""How a child gives up everything but its own result file, before the program begins."""

import ctypes
import os
import platform
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from .address_space import address_space_bytes, resident_bytes
from .protocol import MAX_FILE_BYTES, READY_FD, RESULT_FD

_SECCOMP_CALL = {"x86_64": 317, "aarch64": 277}
_SECCOMP_SET_MODE_FILTER = 1
_PR_SET_NO_NEW_PRIVS = 38

_MAX_THREADS = 32
_STACK_BYTES = 64 * 1024 * 1024
_MAX_DESCRIPTORS = 64
_SPARE_CPU_SECONDS = 2


@dataclass(frozen=True)
class ChildLimits:
    """What a child may use. CPU and wall clock count from when the program begins, and for each of
    its `calls` anew; memory on top of what its runtime takes by itself."""

    cpu_ns: int
    wall_ns: int
    memory_bytes: int
    calls: int = 1


@dataclass(frozen=True)
class ChildFiles:
    """The memory files that one child writes to."""

    stdout: int
    stderr: int
    result: int
    ready: int

    def all(self) -> tuple[int, int, int, int]:
        """Every descriptor."""
        return self.stdout, self.stderr, self.result, self.ready


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


class Lockdown:
    """Prepared once by process 1, used by every child."""

    def __init__(self, filter_path: str) -> None:
        instructions = Path(filter_path).read_bytes()
        self._program = _FilterProgram(len(instructions) // 8, instructions)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._seccomp_call = _SECCOMP_CALL[platform.machine()]
        self._own_address_space = address_space_bytes()
        self.own_bytes = resident_bytes()
        release = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
        # Before Linux 5.14 the limit counts every process that the user has anywhere.
        self._counts_processes_of_box = release >= (5, 14)
        self._prepare()

    def _prepare(self) -> None:
        """What is the same for every child: done once here, and inherited."""
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        set_limit(resource.RLIMIT_NOFILE, _MAX_DESCRIPTORS)
        set_limit(resource.RLIMIT_CORE, 0)
        set_limit(resource.RLIMIT_MEMLOCK, 0)
        set_limit(resource.RLIMIT_MSGQUEUE, 0)
        if self._libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "no_new_privs was refused")

    def confine(self, files: ChildFiles, limits: ChildLimits) -> None:
        """All that a child of the interpreter itself gives up."""
        self.keep_only(files)
        self.limit(limits)
        self.refuse_system_calls()

    def keep_only(self, files: ChildFiles) -> None:
        """Close every descriptor but the child's own files; standard input is /dev/null."""
        os.dup2(files.stdout, 1)
        os.dup2(files.stderr, 2)
        os.dup2(files.result, RESULT_FD)
        os.dup2(files.ready, READY_FD)
        os.closerange(READY_FD + 1, 1 << 20)

    def limit(self, limits: ChildLimits) -> None:
        """Set the kernel's own limits for a child that goes on in this interpreter."""
        self.limit_resources(limits)
        set_limit(resource.RLIMIT_AS, self._own_address_space + limits.memory_bytes)

    def limit_resources(self, limits: ChildLimits, file_bytes: int = MAX_FILE_BYTES) -> None:
        """The limits of a child but that of memory. Process 1 watches time more closely."""
        # It counts over all calls: what one of them may take is for process 1 to watch.
        cpu_seconds = limits.cpu_ns * limits.calls // 1_000_000_000 + _SPARE_CPU_SECONDS
        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu_seconds += int(used.ru_utime + used.ru_stime) + 1
        set_limit(resource.RLIMIT_CPU, cpu_seconds)
        set_limit(resource.RLIMIT_FSIZE, file_bytes)
        set_limit(resource.RLIMIT_STACK, min(_STACK_BYTES, _hard(resource.RLIMIT_STACK)))
        if self._counts_processes_of_box:
            set_limit(resource.RLIMIT_NPROC, _MAX_THREADS)

    def refuse_system_calls(self) -> None:
        """Install the child's filter. There is no way back."""
        program = ctypes.byref(self._program)
        if self._libc.syscall(self._seccomp_call, _SECCOMP_SET_MODE_FILTER, 0, program) != 0:
            raise OSError(ctypes.get_errno(), "the seccomp filter was refused")


def set_limit(kind: int, value: int) -> None:
    """Set a limit of setrlimit(2), soft and hard."""
    resource.setrlimit(kind, (value, value))


def _hard(kind: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return _STACK_BYTES if hard == resource.RLIM_INFINITY else hard
