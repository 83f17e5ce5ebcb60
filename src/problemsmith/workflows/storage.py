"""The database as the rest of the package uses it: one writer, a few readers, live news."""

import asyncio
import random
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from . import rows
from .database import AWAY_SECONDS, create_tables, is_away, open_engine, storage_error
from .durable import DurableClient, DurableSettings, migrate
from .journal import Journal, Operation
from .write_turn import WriteTurn

T = TypeVar("T")

READERS = 2
"""Threads that read."""


SQLITE_WRITERS = 1
"""SQLite has one writer at a time anyway. Two connections would wait for each other by sleeping
and looking again; one connection is handed over at once (measured: 62 against 40 a second)."""

POSTGRESQL_WRITERS = 10
"""Connections of our writer and of DBOS's threads together."""


class Storage:
    """Opened and closed by the engine; bound to the loop it was opened on."""

    def __init__(
        self, url: sa.URL, settings: DurableSettings, write_turn: WriteTurn | None = None
    ) -> None:
        self.url = url
        self.shared = url.get_backend_name() != "sqlite"
        """Whether several workers may be at work on it."""
        process = settings.executor_id
        self._reading = open_engine(url, pool_size=READERS + 1, process=process)
        self._glance: sa.PoolProxiedConnection | None = None
        writers = POSTGRESQL_WRITERS if self.shared else SQLITE_WRITERS
        self.writing = open_engine(url, pool_size=writers, process=process)
        """Shared with DBOS, so that one process never waits for itself."""
        if write_turn is not None and not self.shared:
            write_turn.hold_while_checked_out(self.writing)
        self.durable = DurableClient(self.writing, settings)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="workflow-reader")
        self._journal = Journal(self.writing, self._announce)
        self._watchers: dict[str, dict[asyncio.Event, bool]] = defaultdict(dict)

    @property
    def journal(self) -> Journal:
        """The writer."""
        return self._journal

    async def open(self) -> None:
        """Make the tables, ours and DBOS's. Raises StorageError."""
        await self.call(self._create)
        if not self.shared:
            self._glance = self._reading.raw_connection()

    def _create(self) -> None:
        create_tables(self.writing)
        migrate(self.url.render_as_string(hide_password=False))

    async def close(self) -> None:
        """Write what waits and let go of all connections."""
        await self._journal.close()
        self._readers.shutdown(wait=True)
        self.durable.close()
        if self._glance is not None:
            self._glance.close()
        self._reading.dispose()
        self.writing.dispose()

    async def write(self, operation: Operation[T]) -> T:
        """Run the operation in the next commit."""
        return await self._journal.run(operation)

    async def read(self, query: Callable[[sa.Connection], T]) -> T:
        """Run a query off the loop. Raises StorageError."""

        def work() -> T:
            with self._reading.connect() as connection:
                return query(connection)

        return await self.call(lambda: _patiently(work))

    async def is_running(self, instance_id: str, segment: int) -> bool:
        """Whether the segment runs the instance, as committed now."""
        if self._glance is not None:
            # On the loop itself: a row of a WAL file is read in microseconds and waits for no
            # writer, while a hand-over to a thread and back takes many times that.
            try:
                driver = cast("sqlite3.Connection", self._glance.driver_connection)
                return rows.is_running_at_a_glance(driver, instance_id, segment)
            except sqlite3.Error as error:
                raise storage_error(error) from error
        return await self.read(lambda connection: rows.is_running(connection, instance_id, segment))

    async def call(self, work: Callable[[], T]) -> T:
        """Run something that blocks on the database off the loop. Raises StorageError."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, work)
        except SQLAlchemyError as error:
            raise storage_error(error) from error

    @contextmanager
    def watch(self, instance_id: str, *, steps: bool) -> Generator[asyncio.Event]:
        """An event that is set whenever this process writes events of the instance.

        Without `steps`, only when its state may have changed.
        """
        news = asyncio.Event()
        self._watchers[instance_id][news] = steps
        try:
            yield news
        finally:
            del self._watchers[instance_id][news]
            if not self._watchers[instance_id]:
                del self._watchers[instance_id]

    def _announce(self, touched: dict[str, bool]) -> None:
        for instance_id in touched.keys() & self._watchers.keys():
            for news, steps in self._watchers[instance_id].items():
                if steps or touched[instance_id]:
                    news.set()


def _patiently(work: Callable[[], T]) -> T:
    """Read, again and again while the server is away; reading twice does no harm."""
    give_up = time.monotonic() + AWAY_SECONDS
    while True:
        try:
            return work()
        except SQLAlchemyError as error:
            if not is_away(error) or time.monotonic() > give_up:
                raise
            time.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - spreads those who come back
