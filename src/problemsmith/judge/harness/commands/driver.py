"""Replaces a child of process 1 by the compiler's or the program's own command."""

import os
import resource
import stat
from collections.abc import Callable
from pathlib import Path

from ..lockdown import ChildFiles, ChildLimits, Lockdown, set_limit
from ..protocol import READY_FD, RESULT_FD
from ..python.reporting import cpu_ns, mark_ready
from .plan import Plan

EXEC_FD = 9
"""The only descriptor that a confined child may execute; it is closed by doing so."""

_MEMORY_LIMITS = {"address_space": resource.RLIMIT_AS, "data": resource.RLIMIT_DATA}
COMPILER_LIMITS = ChildLimits(
    cpu_ns=10_000_000_000, wall_ns=21_000_000_000, memory_bytes=1024 * 1024 * 1024
)
_FORKING_COMPILER = ChildLimits(
    cpu_ns=10_000_000_000, wall_ns=120_000_000_000, memory_bytes=1024 * 1024 * 1024
)
"""Of a compiler that starts processes only the first is watched, and RLIMIT_CPU bounds each: the
wall limit is for a busy machine, where the others wait for their turn."""
_COMPILER_FILE_BYTES = 64 * 1024 * 1024
_ARTIFACT_MODE = 0o755

Task = Callable[[], None]


class CommandDriver:
    """One program, its files in place, ready to be compiled and run by children."""

    def __init__(self, plan: Plan, lockdown: Lockdown) -> None:
        self.runtime_bytes = plan.runtime_bytes
        self.compile_limits = _FORKING_COMPILER if plan.compiler_forks else COMPILER_LIMITS
        self._plan = plan
        self._lockdown = lockdown
        self._input = -1
        self._executable = -1
        for path, content in plan.files.items():
            Path(path).write_text(content, encoding="utf-8")

    def place_artifact(self, content: bytes | bytearray) -> None:
        """Put the file in place that an earlier compilation made, instead of compiling."""
        descriptor = self._create_artifact()
        try:
            _write_all(descriptor, content)
        finally:
            os.close(descriptor)

    def artifact(self, result: int, size: int) -> tuple[int, int]:
        """A descriptor of what compiling made, which the caller closes, and its bytes.

        `result` is the compiler's result file. Where that is the artifact, it is put in its place.
        """
        if not self._plan.artifact:
            return os.dup(result), 0
        if self._plan.result_is_stdout:
            descriptor = self._create_artifact()
            try:
                while (at := os.lseek(descriptor, 0, os.SEEK_CUR)) < size:
                    os.sendfile(descriptor, result, at, size - at)
            finally:
                os.close(descriptor)
            return os.dup(result), size
        made = os.open(self._plan.artifact, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        status = os.fstat(made)
        return made, status.st_size if stat.S_ISREG(status.st_mode) else 0

    def compile_task(self) -> Task:
        """The child that compiles. Its own time counts from the start."""
        self._open(self._plan.compile[0], b"")
        return lambda: self._become(self._plan.compile, 0)

    def test_task(self, payload: bytearray) -> Task:
        """The child that makes the calls, one a line. Called while the child is trusted."""
        self._open(self._plan.run[0], payload)
        return lambda: self._become(self._plan.run, self._plan.startup_ns)

    block_task = test_task

    def confine_program(self, files: ChildFiles, limits: ChildLimits) -> None:
        """Lock a child down: its own files, its limits, the filter."""
        self._confine(files, limits, self._plan.memory_bytes)

    def confine_compiler(self, files: ChildFiles, limits: ChildLimits) -> None:
        """The same for a compiler. One that starts processes is held by the box's own filter."""
        if not self._plan.compiler_forks:
            self._confine(files, limits, self._plan.compiler_memory_bytes)
            return
        self._keep_only(files, result_is_stdout=False)
        self._lockdown.limit_resources(limits, file_bytes=_COMPILER_FILE_BYTES)
        set_limit(resource.RLIMIT_AS, self._plan.compiler_memory_bytes)

    def _confine(self, files: ChildFiles, limits: ChildLimits, memory_bytes: int) -> None:
        self._keep_only(files, result_is_stdout=self._plan.result_is_stdout)
        self._lockdown.limit_resources(limits)
        set_limit(_MEMORY_LIMITS[self._plan.memory_kind], memory_bytes)
        self._lockdown.refuse_system_calls()

    def _create_artifact(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        return os.open(self._plan.artifact, flags, _ARTIFACT_MODE)

    def _open(self, command: str, payload: bytes | bytearray) -> None:
        self._input = os.memfd_create("input")
        _write_all(self._input, payload)
        os.lseek(self._input, 0, os.SEEK_SET)
        self._executable = os.open(command, os.O_RDONLY | os.O_CLOEXEC)

    def _keep_only(self, files: ChildFiles, *, result_is_stdout: bool) -> None:
        wanted = {
            0: self._input,
            1: files.result if result_is_stdout else files.stdout,
            2: files.stderr,
            RESULT_FD: files.result,
            READY_FD: files.ready,
        }
        # Above those that are to be kept first, so that none is overwritten before its turn.
        lifted = {low: os.dup(descriptor) for low, descriptor in wanted.items()}
        executable = os.dup(self._executable)
        for low, descriptor in lifted.items():
            os.dup2(descriptor, low)
        os.dup2(executable, EXEC_FD, inheritable=False)
        os.closerange(READY_FD + 1, EXEC_FD)
        os.closerange(EXEC_FD + 1, 1 << 20)

    def _become(self, command: tuple[str, ...], startup_ns: int) -> None:
        mark_ready(cpu_ns() + startup_ns)
        os.execve(EXEC_FD, command, dict(os.environ))  # noqa: S606  # our own command, no shell


def _write_all(descriptor: int, content: bytes | bytearray) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
