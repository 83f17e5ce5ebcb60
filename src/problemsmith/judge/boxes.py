"""The boxes of the judge: booted ahead, used for one program each, then thrown away."""

import asyncio
import contextlib
import signal
from collections import deque
from collections.abc import AsyncGenerator

from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.harness.protocol import FAULT, HELLO
from problemsmith.judge.kept_files import KeptFiles
from problemsmith.judge.languages import Language
from problemsmith.judge.records import HarnessFaultError
from problemsmith.sandbox import Box, BoxFile, BoxGoneError, BoxSpec, Sandbox

_BOOT_SECONDS = 30
_FILTER_TARGET = "/box/child.bpf"
_KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
"""Status of a monitor that was killed, and of one that tells so of its process 1."""


class _KilledError(BoxGoneError):
    """Somebody killed a box before it greeted: no sign of what the machine lacks."""


class Boxes:
    """Ready boxes of one language. A box that has served a program is never used again."""

    def __init__(self, sandbox: Sandbox, language: Language, kept: KeptFiles, *, warm: int) -> None:
        self._sandbox = sandbox
        self._language = language
        self._kept = kept
        self._warm = warm
        self._ready: deque[asyncio.Task[Box]] = deque()
        self._spec: BoxSpec | None = None
        self._preparing = asyncio.Lock()
        self._has_worked = False

    @contextlib.asynccontextmanager
    async def take(self) -> AsyncGenerator[Box]:
        """A booted box for one program; it is killed on the way out, whatever happened.

        Raises EnvironmentNotReadyError when no box has ever started on this machine, and
        BoxGoneError when one did not start though others have.
        """
        box = await self._next()
        try:
            yield box
        finally:
            box.kill()

    def fill(self) -> None:
        """Boot boxes ahead, up to the number that is kept warm."""
        while len(self._ready) < self._warm:
            self._ready.append(asyncio.create_task(self._boot()))

    async def close(self) -> None:
        """End the boxes that wait."""
        for task in self._ready:
            task.cancel()
        await asyncio.gather(*self._ready, return_exceptions=True)
        for task in self._ready:
            if not task.cancelled() and task.exception() is None:
                task.result().kill()
        self._ready.clear()

    async def _next(self) -> Box:
        while self._ready:
            task = self._ready.popleft()
            try:
                box = await _cancelling(task)
            except (BoxGoneError, HarnessFaultError, OSError):
                continue
            if box.is_alive:
                self.fill()
                return box
        try:
            box = await self._boot()
        except _KilledError:
            raise
        except BoxGoneError as error:
            if self._has_worked:
                raise
            raise EnvironmentNotReadyError(
                f"The sandbox does not start on this machine: {error}. "
                "`problemsmith doctor` tells what is missing."
            ) from error
        self.fill()
        return box

    async def _boot(self) -> Box:
        box = await self._sandbox.start(await self._prepared())
        try:
            async with asyncio.timeout(_BOOT_SECONDS):
                await _greeted(box)
        except BaseException:
            box.kill()
            raise
        self._has_worked = True
        return box

    async def _prepared(self) -> BoxSpec:
        async with self._preparing:  # it may take seconds, and is done once
            if self._spec is None:
                self._spec = await asyncio.to_thread(self._make_spec)
            return self._spec

    def _make_spec(self) -> BoxSpec:
        child_filter = BoxFile(_FILTER_TARGET, self._language.child_filter())
        return self._language.box((child_filter,), self._kept.folder)


async def receive(box: Box) -> tuple[bytes, bytes]:
    """Kind and content of the next frame. Raises HarnessFaultError when the box tells of a fault
    of its own, and BoxGoneError."""
    frame = await box.receive()
    kind, content = frame[:1], frame[1:]
    if kind == FAULT:
        raise HarnessFaultError(content.decode(errors="replace"))
    return kind, content


async def _greeted(box: Box) -> None:
    try:
        kind, _ = await receive(box)
    except BoxGoneError as error:
        end = await box.gone()
        if end.status in _KILLED:
            raise _KilledError("a box was killed while it started") from error
        raise BoxGoneError(end.stderr or f"it ended with status {end.status}") from error
    if kind != HELLO:
        raise HarnessFaultError(f"a box began with a frame of kind {kind!r}")


async def _cancelling(task: "asyncio.Task[Box]") -> Box:
    """The task's box; when the awaiting task is cancelled, so is this one."""
    try:
        return await task
    except asyncio.CancelledError:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, BoxGoneError, HarnessFaultError, OSError):
            (await task).kill()
        raise
