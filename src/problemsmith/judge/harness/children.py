"""Forking a child, watching its clocks, and telling how it ended."""

import contextlib
import json
import os
import select
import signal
import struct
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from .channel import Channel
from .clocks import Clocks
from .lockdown import ChildFiles, ChildLimits, Lockdown
from .protocol import HARNESS_FAILED, OUT_OF_MEMORY, RECORD, SHOWN_BYTES

_NS_PER_MS = 1_000_000
_TRUSTED_PART_NS = 20_000_000_000  # reading and parsing even the largest input
_TICK_MS = 20
_READ_BYTES = 1 << 18
_READY = struct.Struct(">Q")
_ENDS_CALL = b"VX"


class JudgeGoneError(Exception):
    """The judge closed the channel: nobody waits for an answer."""


@dataclass(frozen=True)
class Ended:
    """How a child ended, as the kernel tells it."""

    status: int
    """Exit status, or the negative number of the signal that killed it."""
    stopped: str
    """`cpu` or `wall` when it was killed for its time, else empty."""
    is_ready: bool
    """Whether the program began; if not, the trusted part failed."""
    cpu_ns: int
    """CPU time of the program, without the trusted part before it."""
    wall_ns: int
    memory_kb: int
    """The most that was resident, on top of what the runtime takes by itself."""
    result_bytes: int
    stdout_bytes: int
    stderr_bytes: int

    @classmethod
    def at_once(cls) -> "Ended":
        """The end of a child that there was no need to start."""
        return cls(0, "", True, 0, 0, 0, 0, 0, 0)

    def to_json(self) -> bytes:
        """The head of a DONE frame."""
        return json.dumps(self.__dict__).encode()


class Children:
    """Runs one child at a time."""

    def __init__(self, channel: Channel, lockdown: Lockdown) -> None:
        self._channel = channel
        self._lockdown = lockdown

    def run(
        self,
        prepare: Callable[[], Callable[[], None]],
        limits: ChildLimits,
        on_results: Callable[[bytes], None] | None = None,
        confine: Callable[[ChildFiles, ChildLimits], None] | None = None,
        runtime_bytes: int = 0,
    ) -> tuple[Ended, ChildFiles]:
        """Fork a child for a task. The caller closes the files.

        `prepare` runs in the child while it is still trusted and may read the channel; it returns
        the task, which runs locked down (by `confine`, where it is not the usual way).

        With `on_results` the records that the child writes are handed over as they come, and its
        time limits count for each call instead of for all. `runtime_bytes` are resident before any
        program runs, and not counted.
        """
        files = ChildFiles(*(os.memfd_create(name) for name in ("out", "err", "result", "ready")))
        started = time.monotonic_ns()
        pid = os.fork()
        if pid == 0:
            self._be_child(prepare, files, limits, confine or self._lockdown.confine)
        watch = _Watch(pid, files, limits, self._channel, on_results)
        stopped = watch.until_end()
        _, status, usage = os.wait4(pid, 0)
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)  # there should be nothing else; this makes it sure
        ready_ns = watch.ready_ns()
        cpu_ns = round((usage.ru_utime + usage.ru_stime) * 1e9)
        ended = Ended(
            status=os.waitstatus_to_exitcode(status),
            stopped=stopped,
            is_ready=ready_ns is not None,
            cpu_ns=max(cpu_ns - (ready_ns or 0), 0),
            wall_ns=time.monotonic_ns() - started,
            memory_kb=max(usage.ru_maxrss - (runtime_bytes >> 10), 0),
            result_bytes=os.fstat(files.result).st_size,
            stdout_bytes=os.fstat(files.stdout).st_size,
            stderr_bytes=os.fstat(files.stderr).st_size,
        )
        return ended, files

    def _be_child(
        self,
        prepare: Callable[[], Callable[[], None]],
        files: ChildFiles,
        limits: ChildLimits,
        confine: Callable[[ChildFiles, ChildLimits], None],
    ) -> None:
        """Everything the child does. It never returns: it must not go on as process 1."""
        status = HARNESS_FAILED
        try:
            task = prepare()
            confine(files, limits)
            task()
        except MemoryError:
            status = OUT_OF_MEMORY
        except BaseException:  # noqa: BLE001  # whatever it is, the child ends here
            os.write(2, traceback.format_exc().encode(errors="replace")[-SHOWN_BYTES:])
        finally:
            os._exit(status)


class _Watch:
    """Follows one child until it ends or has used up its time."""

    def __init__(
        self,
        pid: int,
        files: ChildFiles,
        limits: ChildLimits,
        channel: Channel,
        on_results: Callable[[bytes], None] | None,
    ) -> None:
        self._pid = pid
        self._files = files
        self._limits = limits
        self._channel = channel
        self._on_results = on_results
        self._started = time.monotonic_ns()
        self._clocks: Clocks | None = None
        self._read_offset = 0
        self._next_record = 0

    def ready_ns(self) -> int | None:
        """CPU time of the trusted part; None while it runs. The program cannot write this."""
        mark = os.pread(self._files.ready, _READY.size, 0)
        return _READY.unpack(mark)[0] if len(mark) == _READY.size else None

    def until_end(self) -> str:
        """Wait; kill the child when its time is over, and tell which clock it was."""
        pidfd = os.pidfd_open(self._pid)
        try:
            poll = select.poll()
            poll.register(pidfd, select.POLLIN)
            poll.register(self._channel.fileno(), select.POLLRDHUP)
            while True:
                stopped, wait_ms = self._check()
                if stopped:
                    os.kill(self._pid, signal.SIGKILL)
                    wait_ms = -1
                events = dict(poll.poll(wait_ms))
                if pidfd in events:
                    self._hand_over()
                    return stopped
                if events:
                    raise JudgeGoneError
        finally:
            os.close(pidfd)

    def _check(self) -> tuple[str, int]:
        """Which clock has run out, if any, and in how many milliseconds to look again."""
        cpu = _cpu_of(self._pid)
        wall = time.monotonic_ns()
        if self._clocks is None and (ready := self.ready_ns()) is not None:
            self._clocks = Clocks(self._limits, ready, wall)
        if self._clocks is None:
            is_late = wall - self._started > _TRUSTED_PART_NS
            return ("wall", 0) if is_late else ("", _TICK_MS)
        if self._hand_over():
            self._clocks = Clocks(self._limits, cpu, wall)  # the next call begins
        stopped, wait_ns = self._clocks.look(cpu, wall)
        wait_ms = wait_ns // _NS_PER_MS + 1
        return stopped, wait_ms if self._on_results is None else min(wait_ms, _TICK_MS)

    def _hand_over(self) -> bool:
        """Hand new records on; tell whether a call was completed by them."""
        if self._on_results is None:
            return False
        completed = False
        while chunk := os.pread(self._files.result, _READ_BYTES, self._read_offset):
            self._read_offset += len(chunk)
            self._on_results(chunk)
        while self._next_record + RECORD.size <= self._read_offset:
            head = os.pread(self._files.result, RECORD.size, self._next_record)
            if len(head) < RECORD.size:
                break
            kind, length, _, _ = RECORD.unpack(head)
            if self._next_record + RECORD.size + length > self._read_offset:
                break
            completed = completed or kind in _ENDS_CALL
            self._next_record += RECORD.size + length
        return completed


def _cpu_of(pid: int) -> int:
    """Nanoseconds of CPU that a process has used: its clock as clock_getcpuclockid(3) names it."""
    try:
        return time.clock_gettime_ns(~pid << 3 | 2)
    except OSError:
        return 0  # it has just ended; its usage is told by wait4
