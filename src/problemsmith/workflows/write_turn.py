"""Whose turn it is to write, among the connections of one process to one SQLite file.

SQLite lets one writer in at a time, and the others sleep and look again: up to 100 ms each time, in
no order, and while they sleep nobody writes. So those of one process take turns before they ask
SQLite. Who has waited too long asks it all the same: nothing but speed depends on the turn.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

PATIENCE_SECONDS = 5.0
"""How long one waits for its turn. Transactions take milliseconds."""

_HELD = "problemsmith_write_turn"


class WriteTurn:
    """A fair lock for threads and coroutines alike. Each `take` that gave True is released once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[_Waiter] = deque()

    def take(self) -> bool:
        """Wait for the turn in a thread; False when it did not come in time."""
        come = threading.Event()
        waiter = self._line_up(come.set)
        return waiter is None or come.wait(PATIENCE_SECONDS) or not self._leave(waiter)

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None]:
        """Have the turn for the block, or go without it when it did not come in time."""
        loop = asyncio.get_running_loop()
        come = asyncio.Event()
        waiter = self._line_up(lambda: _on(loop, come.set))
        has_turn = True
        if waiter is not None:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await come.wait()
            except TimeoutError:
                has_turn = not self._leave(waiter)
            except asyncio.CancelledError:
                if not self._leave(waiter):
                    self.release()
                raise
        try:
            yield
        finally:
            if has_turn:
                self.release()

    def release(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().call()
            else:
                self._held = False

    def hold_while_checked_out(self, engine: sa.Engine) -> None:
        """Have every use of the engine's connections wait for its turn."""

        def check_out(_driver: Any, record: ConnectionPoolEntry, _connection: Any) -> None:
            # A loop that blocked here would keep its own coroutines from giving the turn back.
            record.info[_HELD] = not _is_on_a_loop() and self.take()

        def check_in(_driver: Any, record: ConnectionPoolEntry) -> None:
            if record.info.pop(_HELD, False):
                self.release()

        event.listen(engine, "checkout", check_out)
        event.listen(engine, "checkin", check_in)

    def _line_up(self, call: Callable[[], None]) -> "_Waiter | None":
        """Take the turn if it is free (None), else a place in the line."""
        with self._guard:
            if not self._held:
                self._held = True
                return None
            waiter = _Waiter(call)
            self._waiting.append(waiter)
            return waiter

    def _leave(self, waiter: "_Waiter") -> bool:
        """Give up the place in the line; False when the turn has just come."""
        with self._guard:
            if waiter not in self._waiting:
                return False
            self._waiting.remove(waiter)
            return True


class _Waiter:
    """Somebody in the line; `call` tells them that it is their turn."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call


def _on(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _is_on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
