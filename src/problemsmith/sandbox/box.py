"""A running box: frames in and out, and its end."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from problemsmith.sandbox.cgroups import Cgroup
from problemsmith.sandbox.frames import frame_head, read_frame

_MAX_STDERR = 16 * 1024


class BoxGoneError(Exception):
    """The box ended, or stopped talking frames, while an answer was awaited. A fault of ours."""


@dataclass(frozen=True, slots=True)
class BoxEnd:
    """How a box ended: its exit status (negative for a signal) and what it complained of."""

    status: int
    stderr: str


@dataclass(frozen=True, slots=True)
class StartedProcess:
    """What the starter hands over: the monitor, the box's first process, socket and complaints."""

    monitor: subprocess.Popen[bytes]
    first_process: int | None
    """A pidfd of process 1 inside; None when bubblewrap failed before starting it."""
    channel: socket.socket
    stderr: int
    cgroup: Cgroup | None


class Box:
    """One box. Not shared between tasks: one at a time sends and receives."""

    def __init__(
        self,
        process: StartedProcess,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._ending = asyncio.ensure_future(self._watch())

    @classmethod
    async def adopt(cls, process: StartedProcess) -> "Box":
        """Take charge of a started process. From here on only this object ends it."""
        process.channel.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=process.channel, limit=1 << 20)
        return cls(process, reader, writer)

    @property
    def is_alive(self) -> bool:
        """Whether the box still runs, as far as is known without waiting."""
        return not self._ending.done()

    async def send(self, *parts: bytes) -> None:
        """Send one frame made of the parts. Raises BoxGoneError."""
        try:
            self._writer.write(frame_head(sum(map(len, parts))))
            self._writer.writelines(parts)
            await self._writer.drain()
        except OSError as error:
            raise BoxGoneError(f"the box takes no more frames: {error}") from error

    async def receive(self) -> bytes:
        """The next frame from the box. Raises BoxGoneError."""
        try:
            return await read_frame(self._reader)
        except (OSError, EOFError) as error:
            raise BoxGoneError(f"the box answers no more: {error}") from error

    def limit_memory(self, limit: int) -> None:
        """Bound the bytes of all processes of the box together, where there are cgroups."""
        if self._process.cgroup is not None:
            self._process.cgroup.limit_memory(limit)

    def memory_kills(self) -> int:
        """How many processes inside the kernel has killed for want of memory, as far as cgroups
        tell."""
        return 0 if self._process.cgroup is None else self._process.cgroup.memory_kills()

    def kill(self) -> None:
        """End everything inside at once. Does not wait; see `gone`.

        The channel is closed first: process 1 ends by itself on that. Then it is killed by its
        own descriptor, since killing bubblewrap's monitor alone may leave it running for seconds.
        """
        self._writer.transport.abort()
        if self._process.first_process is not None and self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process.first_process, signal.SIGKILL)
        if self.is_alive:
            self._process.monitor.kill()

    def on_end(self, call: Callable[["Box"], object]) -> None:
        """Call with this box when every process of it is gone."""
        self._ending.add_done_callback(lambda _: call(self))

    async def gone(self) -> BoxEnd:
        """Wait until every process of the box is gone."""
        return await asyncio.shield(self._ending)

    async def _watch(self) -> BoxEnd:
        process = self._process
        try:
            await _readable(os.pidfd_open(process.monitor.pid))
            status = process.monitor.wait()
            if process.first_process is not None:
                await _readable(os.dup(process.first_process))
            stderr = os.pread(process.stderr, _MAX_STDERR, 0).decode(errors="replace")
        finally:
            self._writer.transport.abort()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
            if process.first_process is not None:
                os.close(process.first_process)
            os.close(process.stderr)
            if process.cgroup is not None:
                process.cgroup.remove()
        return BoxEnd(status, stderr.strip())


async def _readable(descriptor: int) -> None:
    """Wait until a pidfd tells that its process has ended, and close it."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
