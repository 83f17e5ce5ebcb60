"""The database as the rest of the package uses it: one writer, a few readers, live news."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import create_tables, open_engine, storage_error
from .durable import DurableClient, DurableSettings, migrate
from .journal import Journal, Operation

T = TypeVar("T")

READERS = 2
"""Threads that read."""


class Storage:
    """Opened and closed by the engine; bound to the loop it was opened on."""

    def __init__(self, url: sa.URL, settings: DurableSettings) -> None:
        self.url = url
        self.engine = open_engine(url, pool_size=READERS + 2)
        self.durable = DurableClient(self.engine, settings)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="workflow-reader")
        self._journal = Journal(self.engine, self._announce)
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)

    @property
    def journal(self) -> Journal:
        """The writer."""
        return self._journal

    async def open(self) -> None:
        """Make the tables, ours and DBOS's. Raises StorageError."""
        await self.call(self._create)

    def _create(self) -> None:
        create_tables(self.engine)
        migrate(self.url.render_as_string(hide_password=False))

    async def close(self) -> None:
        """Write what waits and let go of all connections."""
        await self._journal.close()
        self._readers.shutdown(wait=True)
        self.durable.close()
        self.engine.dispose()

    async def write(self, operation: Operation[T]) -> T:
        """Run the operation in the next commit."""
        return await self._journal.run(operation)

    async def read(self, query: Callable[[sa.Connection], T]) -> T:
        """Run a query off the loop. Raises StorageError."""

        def work() -> T:
            with self.engine.connect() as connection:
                return query(connection)

        return await self.call(work)

    async def call(self, work: Callable[[], T]) -> T:
        """Run something that blocks on the database off the loop. Raises StorageError."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, work)
        except SQLAlchemyError as error:
            raise storage_error(error) from error

    @contextmanager
    def watch(self, instance_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever this process writes events of the instance."""
        news = asyncio.Event()
        self._watchers[instance_id].add(news)
        try:
            yield news
        finally:
            self._watchers[instance_id].discard(news)
            if not self._watchers[instance_id]:
                del self._watchers[instance_id]

    def _announce(self, touched: set[str]) -> None:
        for instance_id in touched & self._watchers.keys():
            for news in self._watchers[instance_id]:
                news.set()
