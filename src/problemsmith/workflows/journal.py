"""The one writer of our tables in a process: what many instances write at once is one commit.

A transaction costs far more than a row in it. So writes wait in a line while the previous commit
runs, and all that waited goes into the next one (group commit). Events may be handed over without
waiting; they are written with whatever comes next, at the latest after FLUSH_SECONDS.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from .database import AWAY_SECONDS, is_away, storage_error
from .errors import WorkflowError
from .events import NewEvent
from .statements import Prepared
from .tables import events as events_table

T = TypeVar("T")

FLUSH_SECONDS = 0.02
"""How long an event that nobody waits for may stay in memory."""

EVENT_ORDER_LOCK = 0x5052_4F42_0002
"""PostgreSQL: held by whoever inserts events, so that cursors become visible in order."""

TRANSIENT_TRIES = 5
"""How often a batch that met a deadlock is tried."""

_log = logging.getLogger(__name__)
_INSERT_EVENTS = Prepared(events_table.insert(), *NewEvent.COLUMNS)


class Transaction:
    """What one operation may do inside the shared commit."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.touched: dict[str, bool] = {}
        """Instances with new events; True when their state changed, not only their steps."""
        self._rows: list[NewEvent] = []

    def emit(self, *new: NewEvent) -> None:
        """Record events, in order, when this transaction commits."""
        for event in new:
            self._rows.append(event)
            changes = self.touched.get(event.instance_id, False)
            self.touched[event.instance_id] = changes or event.step is None

    def write_events(self) -> None:
        """Insert what was emitted so far, so that a read in the same transaction sees it."""
        if not self._rows:
            return
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(EVENT_ORDER_LOCK)))
        _INSERT_EVENTS.run_many(self.connection, [event.row() for event in self._rows])
        self._rows = []


Operation = Callable[[Transaction], T]
"""Runs inside a shared commit. It must raise WorkflowErrors before its first write, since the
other operations of the batch are committed all the same; and it may run twice after a deadlock."""


async def wait_briefly(news: asyncio.Event, seconds: float) -> bool:
    """Wait for the event, at most so long; False when it did not come.

    Not asyncio.wait_for: on Python 3.11 that one swallows a cancellation which arrives together
    with the event.
    """
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return False
    return True


@dataclass
class _Entry(Generic[T]):
    operation: Operation[T]
    future: "asyncio.Future[T] | None"


class Journal:
    """Writes through one thread and one connection. Bound to the loop it is first used on."""

    def __init__(self, engine: sa.Engine, on_commit: Callable[[dict[str, bool]], None]) -> None:
        self._engine = engine
        self._on_commit = on_commit
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workflow-journal")
        self._waiting: list[_Entry[object]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, operation: Operation[T]) -> T:
        """Do the operation in the next commit and give back its result once committed.

        Raises what the operation raised, StorageError, or what else kept it from being written.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(cast("_Entry[object]", _Entry(operation, future)))
        self._start()
        return await future

    def append(self, operation: Operation[None]) -> None:
        """Do the operation soon, without waiting for it."""
        self._waiting.append(cast("_Entry[object]", _Entry(operation, None)))
        if self._timer is None and self._flushing is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._start)

    async def close(self) -> None:
        """Write what is still waiting and end the thread."""
        while self._waiting or self._flushing is not None:
            self._start()
            if self._flushing is not None:
                await asyncio.wait({self._flushing})
        self._thread.shutdown(wait=True)

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._flushing is None and self._waiting:
            self._flushing = asyncio.get_running_loop().create_task(self._flush())

    async def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                touched, results = await loop.run_in_executor(self._thread, self._write, batch)
                for entry, result in zip(batch, results, strict=True):
                    _deliver(entry, result)
                if touched:
                    self._on_commit(touched)
        finally:
            self._flushing = None

    def _write(self, batch: list[_Entry[object]]) -> tuple[dict[str, bool], list[object]]:
        try:
            return self._commit(batch)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for the answer
            if len(batch) == 1:
                return {}, [_Failed.of(error)]
        # One of them is bad: let the others not suffer for it.
        touched: dict[str, bool] = {}
        results: list[object] = []
        for entry in batch:
            try:
                names, alone = self._commit([entry])
            except Exception as error:  # noqa: BLE001 - it is this entry's failure, no other's
                names, alone = {}, [_Failed.of(error)]
            touched |= names
            results += alone
        return touched, results

    def _commit(self, batch: list[_Entry[object]]) -> tuple[dict[str, bool], list[object]]:
        give_up = time.monotonic() + AWAY_SECONDS
        tried = 0
        while True:
            try:
                return self._commit_once(batch)
            except _UndoneError as undone:
                error = undone.error
                tried += 1
                again = tried < TRANSIENT_TRIES if _transient(error) else is_away(error)
                if not again or time.monotonic() > give_up:
                    raise error from None
                # Spread out those who met; this is a writer thread, not the loop.
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311

    def _commit_once(self, batch: list[_Entry[object]]) -> tuple[dict[str, bool], list[object]]:
        """One transaction. Raises _UndoneError when it is sure that none of it was kept; what the
        commit itself raises leaves that open."""
        results: list[object] = []
        with _undone_when_failing():
            connection = self._engine.connect()
        with connection:
            with _undone_when_failing():
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                transaction = Transaction(connection)
                for entry in batch:
                    try:
                        results.append(entry.operation(transaction))
                    except WorkflowError as error:
                        results.append(_Failed(error))
                transaction.write_events()
            connection.commit()
        return transaction.touched, results


class _UndoneError(Exception):
    def __init__(self, error: SQLAlchemyError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def _undone_when_failing() -> Generator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _UndoneError(error) from error


@dataclass(frozen=True)
class _Failed:
    error: Exception

    @classmethod
    def of(cls, error: Exception) -> "_Failed":
        return cls(storage_error(error) if isinstance(error, SQLAlchemyError) else error)


def _deliver(entry: _Entry[object], result: object) -> None:
    if entry.future is None:
        if isinstance(result, _Failed):
            _log.error("events were not written: %s", result.error)
    elif entry.future.cancelled():
        return
    elif isinstance(result, _Failed):
        entry.future.set_exception(result.error)
    else:
        entry.future.set_result(result)


def _transient(error: SQLAlchemyError) -> bool:
    """True for what goes away by trying again: a deadlock. SQLite waited for its lock already."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in {"40001", "40P01"}
