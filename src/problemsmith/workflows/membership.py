"""A worker among the others of its database: it says that it lives, notices when it was taken for
dead, and frees what lost workers held."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from . import takeover
from .database import sqlite_file
from .errors import WorkflowError
from .lone_presence import LonePresence
from .presence import Presence, Registration
from .shared_presence import SharedPresence
from .storage import Storage

BEAT_SECONDS = 1.0
"""How often a worker beats, and looks after its peers."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Membership:
    """Held from `enter` to `leave`; where there may be peers, `stay` runs all that time."""

    def __init__(
        self,
        storage: Storage,
        registration: Registration,
        *,
        on_lost: Callable[[], Awaitable[None]],
        on_freed: Callable[[], None],
    ) -> None:
        """`on_lost` is to stop what the worker runs: others have it. `on_freed` tells that there is
        something to claim."""
        self._storage = storage
        self._executor = registration.executor
        self._on_lost = on_lost
        self._on_freed = on_freed
        file = sqlite_file(storage.url)
        self._presence: Presence = (
            SharedPresence(storage.url, registration)
            if file is None
            else LonePresence(file, storage.writing, registration)
        )
        # Of its own: a beat must not wait behind other queries.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workflow-presence")

    @property
    def id(self) -> str:
        """The worker's present id."""
        return self._presence.id

    @property
    def has_peers(self) -> bool:
        """Whether other workers may be there."""
        return self._presence.has_peers

    async def is_alone(self) -> bool:
        """Whether no other worker lives at this moment. Raises StorageError."""
        return await self._beside(self._presence.is_alone)

    async def enter(self) -> None:
        """Take the place. Raises WorkerAlreadyRunningError, StorageError."""
        await self._beside(self._presence.enter)

    async def leave(self) -> None:
        """Give the place back, and free what was claimed and not begun."""
        try:
            await self._beside(self._presence.leave)
            await self.take_over()
            await self._forget(self._executor)
        except WorkflowError as error:
            _log.warning("the worker leaves without a word: %s", error)
        self._thread.shutdown(wait=False)

    async def stay(self) -> None:
        """Beat and look after the peers, for ever."""
        while True:
            try:
                if not await self._beside(self._presence.beat):
                    _log.warning("this worker was taken for dead; it begins anew with nothing")
                    await self._on_lost()
                    await self._beside(self._presence.renew)
                await self._beside(self._presence.declare_lost)
                if await self._storage.read(takeover.has_orphans):
                    await self.take_over()
            except WorkflowError as error:
                _log.warning("the worker cannot say that it is alive: %s", error)
            await asyncio.sleep(BEAT_SECONDS)

    async def take_over(self) -> None:
        """Free what lost workers held, and forget those of whom nothing is left."""
        freed = 0
        while some := await self._storage.write(takeover.free_orphans):
            freed += some
        if not await self._storage.read(takeover.has_orphans):
            for executor in await self._beside(self._presence.forget_lost):
                await self._forget(executor)
        if freed:
            _log.warning("took over %d instances from workers that are gone", freed)
            self._on_freed()

    async def _forget(self, executor: str) -> None:
        await self._storage.call(lambda: self._storage.durable.forget(executor))

    async def _beside(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
