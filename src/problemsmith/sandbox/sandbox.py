"""The sandbox: starts boxes and sees to it that none is left behind."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.sandbox.box import Box, StartedProcess
from problemsmith.sandbox.bubblewrap import bubblewrap_command, find_bubblewrap
from problemsmith.sandbox.cgroups import CgroupKind, Cgroups
from problemsmith.sandbox.identity import Identity
from problemsmith.sandbox.seccomp import box_filter
from problemsmith.sandbox.spec import BoxSpec
from problemsmith.sandbox.starter import Starter


class Sandbox:
    """Starts boxes. Use it as an async context manager; leaving it ends every box.

    Raises EnvironmentNotReadyError on entry where the machine lacks something. There is no way to
    run anything without isolation. `cgroups=False` does without control groups where there are
    some.
    """

    def __init__(self, *, cgroups: bool = True) -> None:
        self._cgroups = Cgroups(CgroupKind.NONE)
        self._wants_cgroups = cgroups
        self._identity = Identity.current()
        self._starter = Starter(self._identity)
        self._bwrap: Path | None = None
        self._filter = b""
        self._boxes: set[Box] = set()
        self._starting: set[asyncio.Task[Box]] = set()

    async def __aenter__(self) -> "Sandbox":
        if not sys.platform.startswith("linux"):
            raise EnvironmentNotReadyError(
                "Programs are run in a sandbox that only Linux has. Use a Linux machine, a virtual "
                "machine or WSL 2."
            )
        self._bwrap = find_bubblewrap()
        self._filter = box_filter()
        if self._wants_cgroups:
            self._cgroups = Cgroups.find()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End every box and wait until all are gone."""
        await asyncio.gather(*self._starting, return_exceptions=True)
        boxes = list(self._boxes)
        for box in boxes:
            box.kill()
        for box in boxes:
            await box.gone()
        self._starter.close()

    async def start(self, spec: BoxSpec) -> Box:
        """Start a box. It may still fail before its command runs; then its first frame never comes
        and `Box.gone` tells why."""
        starting = asyncio.create_task(self._start(spec))
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # The thread cannot be interrupted: the box that it makes is ended when it is there.
            starting.add_done_callback(_end)
            raise

    async def _start(self, spec: BoxSpec) -> Box:
        process = await self._starter.call(lambda: self._spawn(spec))
        box = await Box.adopt(process)
        self._boxes.add(box)
        box.on_end(self._boxes.discard)
        return box

    def _spawn(self, spec: BoxSpec) -> StartedProcess:
        """Start bubblewrap. Runs in the starter's thread."""
        if self._bwrap is None:
            raise RuntimeError("the sandbox is not open")
        sources = [self._starter.reachable(bind.source) for bind in spec.binds]
        ours, theirs = socket.socketpair()
        stderr = os.memfd_create("stderr")
        info_read, info_write = os.pipe()
        seccomp = _memory_file(self._filter)
        files = [_memory_file(file.content) for file in spec.files]
        try:
            command = bubblewrap_command(
                self._bwrap, spec, sources=sources, files=files, seccomp=seccomp, info=info_write
            )
            monitor = subprocess.Popen(  # noqa: S603  # the command is our own
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=[info_write, seccomp, *files],
                cwd="/",
                user=self._identity.uid if self._identity.drops_root else None,
                group=self._identity.gid if self._identity.drops_root else None,
                extra_groups=[] if self._identity.drops_root else None,
            )
        except BaseException:
            ours.close()
            os.close(stderr)
            os.close(info_read)
            raise
        finally:
            theirs.close()
            for descriptor in (info_write, seccomp, *files):
                os.close(descriptor)
        with os.fdopen(info_read, "rb") as info:
            process = _process_told(info.read())
        cgroup = self._cgroups.make() if process is not None else None
        first_process = None
        try:
            if process is not None:
                first_process = os.pidfd_open(process)
                if cgroup is not None:
                    # Before the box gets its first frame, and so before the program is there.
                    cgroup.add(process)
        except ProcessLookupError:
            pass  # it has ended already; the monitor tells why
        return StartedProcess(monitor, first_process, ours, stderr, cgroup)


def _end(starting: asyncio.Task[Box]) -> None:
    """Kill the box of a start that nobody waits for any more."""
    if not starting.cancelled() and starting.exception() is None:
        starting.result().kill()


def _memory_file(content: bytes) -> int:
    """A descriptor from which the content can be read."""
    descriptor = os.memfd_create("content")
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _process_told(info: bytes) -> int | None:
    """The id of the process that bubblewrap told of, or None when it started none."""
    try:
        told: int = json.loads(info)["child-pid"]
    except (ValueError, KeyError):
        return None
    return told
