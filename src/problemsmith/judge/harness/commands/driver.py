"""Replaces a child of process 1 by the compiler's or the program's own command."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

from ..lockdown import ChildFiles, ChildLimits, Lockdown, set_limit
from ..protocol import READY_FD, RESULT_FD
from ..python.reporting import cpu_ns, mark_ready
from .plan import Plan

EXEC_FD = 9
"""The only descriptor that a confined child may execute; it is closed by doing so."""

_MEMORY_LIMITS = {"address_space": resource.RLIMIT_AS, "data": resource.RLIMIT_DATA}
_COMPILER_FILE_BYTES = 128 * 1024 * 1024

Task = Callable[[], None]


class CommandDriver:
    """One program, its files in place, ready to be compiled and run by children."""

    def __init__(self, plan: Plan, lockdown: Lockdown) -> None:
        self.runtime_bytes = plan.runtime_bytes
        self._plan = plan
        self._lockdown = lockdown
        self._input = -1
        self._executable = -1
        for path, content in plan.files.items():
            Path(path).write_text(content, encoding="utf-8")

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
        self._keep_only(files, result_is_stdout=self._plan.result_is_stdout)
        self._lockdown.limit_resources(limits)
        set_limit(_MEMORY_LIMITS[self._plan.memory_kind], self._plan.memory_bytes)
        self._lockdown.refuse_system_calls()

    def confine_compiler(self, files: ChildFiles, limits: ChildLimits) -> None:
        """The same for a compiler. One that starts processes is held by the box's own filter."""
        if not self._plan.compiler_forks:
            self.confine_program(files, limits)
            return
        self._keep_only(files, result_is_stdout=False)
        self._lockdown.limit_resources(limits, file_bytes=_COMPILER_FILE_BYTES)
        set_limit(resource.RLIMIT_AS, limits.memory_bytes)

    def _open(self, command: str, payload: bytes | bytearray) -> None:
        self._input = os.memfd_create("input")
        view = memoryview(payload)
        while view:
            view = view[os.write(self._input, view) :]
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
