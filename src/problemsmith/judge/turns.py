"""Whose turn it is: a bound on what runs at once, shared fairly.

A submission keeps its turn for a while, long enough for a usual one to end in it, so that equal
ones are done in the order they came. Then it goes to the end of the queue if anybody waits: one of
200 slow tests holds up one of three for a turn and no longer. Callers take turns, and each caller's
submissions among themselves, so that many submissions of one do not hold up the one of another.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Generator, Hashable

TURN_SECONDS = 0.5
_PAUSED_PER_TURN = 8
"""So many submissions may wait with a box of their own for each that runs; a box that only waits
takes some 16 MiB."""


class Turns:
    """At most `width` turns at once, in one event loop."""

    def __init__(self, width: int) -> None:
        self._free = width
        self._paused = 0
        self._most_paused = _PAUSED_PER_TURN * width
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @contextlib.asynccontextmanager
    async def take(self, caller: Hashable = None) -> AsyncGenerator["Turn"]:
        """Wait for a turn; it ends on the way out. Without a caller, each is one of its own."""
        turn = Turn(self, caller if caller is not None else object())
        try:
            await turn.begin()
            yield turn
        finally:
            turn.end()

    def free_turn(self) -> "Turn | None":
        """A turn that nobody needs, begun already, or None. End it as soon as somebody waits."""
        if not self._free:
            return None
        self._free -= 1
        return Turn(self, object(), has_it=True)

    @property
    def anybody_waits(self) -> bool:
        """Whether somebody waits for a turn."""
        return bool(self._waiting)

    def may_pause(self) -> bool:
        """Whether one more may wait with a box of its own."""
        return self._paused < self._most_paused

    @contextlib.contextmanager
    def pausing(self) -> Generator[None]:
        """Count one that waits with a box of its own."""
        self._paused += 1
        try:
            yield
        finally:
            self._paused -= 1

    async def grant(self, caller: Hashable) -> None:
        """Wait until there is a turn for the caller."""
        if self._free:
            self._free -= 1
            return
        await self._wait(caller, self._queued(caller))

    async def swap(self, caller: Hashable) -> None:
        """Give a turn of the caller's to whoever is next, and wait for another."""
        granted = self._queued(caller)  # first, so that the caller keeps its place among all
        self.hand_on()
        await self._wait(caller, granted)

    def _queued(self, caller: Hashable) -> "asyncio.Future[None]":
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(granted)
        return granted

    async def _wait(self, caller: Hashable, granted: "asyncio.Future[None]") -> None:
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                self.hand_on()
            else:
                self._forget(caller, granted)
            raise

    def hand_on(self) -> None:
        """Give a turn that has ended to whoever is next."""
        if not self._waiting:
            self._free += 1
            return
        caller, futures = next(iter(self._waiting.items()))
        granted = futures.popleft()
        if futures:
            self._waiting.move_to_end(caller)
        else:
            del self._waiting[caller]
        if granted.cancelled():
            self.hand_on()
        else:
            granted.set_result(None)

    def _forget(self, caller: Hashable, granted: "asyncio.Future[None]") -> None:
        futures = self._waiting.get(caller)
        if futures is not None:
            with contextlib.suppress(ValueError):
                futures.remove(granted)
            if not futures:
                del self._waiting[caller]


class Turn:
    """One submission's place: has its turn, or waits for the next."""

    def __init__(self, turns: Turns, caller: Hashable, *, has_it: bool = False) -> None:
        self._turns = turns
        self._caller = caller
        self._has_it = has_it
        self._since = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the turn has lasted long enough and somebody waits."""
        lasted = time.monotonic() - self._since
        return lasted >= TURN_SECONDS and self._turns.anybody_waits

    async def begin(self) -> None:
        """Wait for the turn."""
        await self._turns.grant(self._caller)
        self._has_it = True
        self._since = time.monotonic()

    def end(self) -> None:
        """End the turn, if it has begun."""
        if self._has_it:
            self._has_it = False
            self._turns.hand_on()

    async def pause(self) -> bool:
        """To be called between tests: lets others go first when the turn is over.

        False means that too many wait with a box already: give the box back, and `swap`.
        """
        if not self.is_over:
            return True
        if not self._turns.may_pause():
            return False
        with self._turns.pausing():
            await self.swap()
        return True

    async def swap(self) -> None:
        """Let others go first, and wait for the next turn."""
        self._has_it = False
        await self._turns.swap(self._caller)
        self._has_it = True
        self._since = time.monotonic()
