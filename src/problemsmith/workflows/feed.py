"""Every event of the database, read once for all who listen.

A stream that polls by itself costs a query each time; two hundred of them starve the work they
watch. Here one task looks for what is new, whoever is listening, and hands it round.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable

import sqlalchemy as sa

from . import rows
from .engine import WorkflowEngine
from .errors import InstanceNotFoundError, StorageError
from .events import ENDING, Event, read_event, read_events
from .tables import events as events_table

POLL_SECONDS = 0.1
"""How long an event may wait to be seen, while anybody listens."""

EVENTS_AT_ONCE = 500
"""Events read in one query."""

LONGEST_BACKLOG = 1_000
"""Events kept for a listener that is slow; past that it reads them from the database again."""

_log = logging.getLogger(__name__)


class EventFeed:
    """Live events of all instances. Made on the event loop; `close` ends every stream."""

    def __init__(self, engine: WorkflowEngine) -> None:
        self._engine = engine
        self._listeners: dict[str, set[_Listener]] = defaultdict(set)
        self._cursor = 0
        self._entering = asyncio.Lock()
        self._polling: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def listening(self) -> int:
        """How many streams are open."""
        return sum(map(len, self._listeners.values()))

    async def follow(self, instance_id: str, *, after: int = 0) -> AsyncGenerator[Event]:
        """The events of an instance past the cursor `after`: those there are, then live ones.

        Each comes once, in order. Ends when the instance has ended, when it is deleted, or when
        the feed is closed; the last cursor seen then begins the next `follow`.
        """
        listener = await self._enter(instance_id)
        cursor = after
        try:
            while not self._closed:
                listener.catch_up()
                # The status first: what is written after this read is heard live.
                ended = await self._has_ended(instance_id)
                found = await self._read(instance_id, cursor)
                for event in found:
                    cursor = event.cursor
                    yield event
                if len(found) == EVENTS_AT_ONCE:
                    continue
                if ended and (not found or found[-1].type in ENDING):
                    return
                while event := await listener.next(self._is_closed):
                    if event.cursor > cursor:
                        cursor = event.cursor
                        yield event
                        if event.type in ENDING:
                            break  # the end, unless it was restarted meanwhile: look again
        finally:
            self._leave(instance_id, listener)

    async def newest_cursor(self) -> int:
        """The cursor of the newest event there is; 0 when there is none."""
        return await self._engine.storage.read(
            lambda connection: connection.execute(
                sa.select(sa.func.coalesce(sa.func.max(events_table.c.cursor), 0))
            ).scalar_one()
        )

    async def read_all(self, after: int, limit: int) -> list[Event]:
        """Events of every instance past a cursor, oldest first."""
        query = (
            sa.select(events_table)
            .where(events_table.c.cursor > after)
            .order_by(events_table.c.cursor)
            .limit(limit)
        )
        return await self._engine.storage.read(
            lambda connection: [read_event(row) for row in connection.execute(query)]
        )

    def close(self) -> None:
        """End every stream, now and from now on."""
        self._closed = True
        if self._polling is not None:
            self._polling.cancel()
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.news.set()

    def _is_closed(self) -> bool:
        return self._closed

    async def _enter(self, instance_id: str) -> "_Listener":
        async with self._entering:
            if self._polling is None or self._polling.done():
                # Before anybody reads what there is, so that nothing falls between the two.
                self._cursor = await self.newest_cursor()
                self._polling = asyncio.create_task(self._poll())
            listener = _Listener()
            self._listeners[instance_id].add(listener)
            return listener

    def _leave(self, instance_id: str, listener: "_Listener") -> None:
        self._listeners[instance_id].discard(listener)
        if not self._listeners[instance_id]:
            del self._listeners[instance_id]
        if not self._listeners and self._polling is not None:
            self._polling.cancel()
            self._polling = None

    async def _poll(self) -> None:
        while True:
            try:
                found = await self.read_all(self._cursor, EVENTS_AT_ONCE)
            except StorageError:
                _log.warning("no events were read; trying again", exc_info=True)
                found = []
            for event in found:
                self._cursor = event.cursor
                for listener in self._listeners.get(event.instance_id, ()):
                    listener.hear(event)
            if len(found) < EVENTS_AT_ONCE:
                await asyncio.sleep(POLL_SECONDS)

    async def _has_ended(self, instance_id: str) -> bool:
        row = await self._engine.storage.read(lambda connection: rows.find(connection, instance_id))
        if row is None:
            raise InstanceNotFoundError(f"no instance {instance_id}; check the id")
        return row.status.ended

    async def _read(self, instance_id: str, after: int) -> list[Event]:
        return await self._engine.storage.read(
            lambda connection: read_events(
                connection, instance_id, after=after, limit=EVENTS_AT_ONCE
            )
        )


class _Listener:
    """One stream's share of what is new."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self._heard: deque[Event] = deque()
        self._missed = False

    def hear(self, event: Event) -> None:
        """Take an event; past the backlog it is left to be read from the database."""
        self._missed = self._missed or len(self._heard) >= LONGEST_BACKLOG
        if not self._missed:
            self._heard.append(event)
        self.news.set()

    def catch_up(self) -> None:
        """Forget what was heard: it is about to be read from the database."""
        self._heard.clear()
        self._missed = False

    async def next(self, closed: Callable[[], bool]) -> Event | None:
        """The next event; None when some were missed, or the feed is closed."""
        while not self._heard:
            if self._missed or closed():
                return None
            self.news.clear()
            await self.news.wait()
        return self._heard.popleft()
