"""The database: opened once, then used in short transactions."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from problemsmith.errors import (
    DatabaseLockedError,
    DatabaseUnreachableError,
    SupersededError,
)
from problemsmith.store.admission import AdmissionRepository
from problemsmith.store.batches import BatchRepository
from problemsmith.store.budgets import BudgetRepository
from problemsmith.store.call_plan import CallEnd, CallPlan
from problemsmith.store.call_record import CallRecord
from problemsmith.store.catalogue import FocusAreaRepository, ModelRepository
from problemsmith.store.changes import ChangeWatch
from problemsmith.store.engines import READING, make_engine
from problemsmith.store.failures import clear_failures
from problemsmith.store.instances import InstanceRepository
from problemsmith.store.jobs import JobRepository
from problemsmith.store.keys import IdempotencyRepository, KeyRepository
from problemsmith.store.many_jobs import ManyJobsRepository
from problemsmith.store.model_calls import ModelCallRepository
from problemsmith.store.old_jobs import OldJobRepository
from problemsmith.store.problems import ProblemRepository
from problemsmith.store.schema import BUSY_TIMEOUT_SECONDS, ensure_current
from problemsmith.store.short_ids import ShortIdRepository
from problemsmith.store.submissions import SubmissionRepository
from problemsmith.store.urls import SQLITE, DatabaseLocation, locate
from problemsmith.store.wishes import WishRepository
from problemsmith.store.yields import YieldRepository

T = TypeVar("T")


class Transaction:
    """The repositories on one connection: all of their writes are kept, or none."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.problems = ProblemRepository(connection)
        self.wishes = WishRepository(connection)
        self.jobs = JobRepository(connection)
        self.old_jobs = OldJobRepository(connection)
        self.many_jobs = ManyJobsRepository(connection)
        self.instances = InstanceRepository(connection)
        self.batches = BatchRepository(connection)
        self.model_calls = ModelCallRepository(connection)
        self.admission = AdmissionRepository(connection)
        self.budgets = BudgetRepository(connection)
        self.focus_areas = FocusAreaRepository(connection)
        self.models = ModelRepository(connection)
        self.submissions = SubmissionRepository(connection)
        self.keys = KeyRepository(connection)
        self.idempotency = IdempotencyRepository(connection)
        self.yields = YieldRepository(connection)
        self.short_ids = ShortIdRepository(connection)


class WriteTurn(Protocol):
    """Whose turn it is to write, among all of this process that write to the same SQLite file."""

    def taken(self) -> AbstractAsyncContextManager[None]:
        """Have the turn for the block."""
        ...


class Database:
    """The program's own tables, on SQLite or PostgreSQL. Made by `open`, used on one event loop.

    async with database.transaction() as tx:
        await tx.problems.save_text(problem_id, text)
        await tx.jobs.complete_step(job_id, step)

    Keep transactions short, with nothing awaited in them but the database: SQLite lets one writer
    in at a time, and the workflow engine writes to the same file.
    """

    def __init__(
        self,
        location: DatabaseLocation,
        engine: AsyncEngine,
        write_turn: WriteTurn | None = None,
    ) -> None:
        self.location = location
        self.engine = engine
        self.ledger = Ledger(self)
        self.changes = ChangeWatch(location)
        self._loop = asyncio.get_running_loop()
        # Waiting here is fair and free; waiting in SQLite's busy handler is neither.
        self._writing = asyncio.Lock()
        self._write_turn = write_turn
        self._writer: asyncio.Task[object] | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        upgrade: bool | None = None,
        busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS,
        session: Mapping[str, object] | None = None,
        write_turn: WriteTurn | None = None,
    ) -> Self:
        """The database at this URL, with tables that fit this program.

        An SQLite file is made and upgraded as needed. On PostgreSQL, where other workers may be
        running, only `upgrade=True` does that; otherwise DatabaseOutdatedError says what to do.
        Raises ValidationError for a bad URL and StorageErrors for a database that cannot be used.
        `busy_timeout_seconds` is how long SQLite waits for another process's transaction; `session`
        is how to connect to PostgreSQL, as arguments for the driver. `write_turn` is shared with
        others of this process that write to the same SQLite file.
        """
        location = locate(url)
        await ensure_current(
            location,
            may_upgrade=location.backend == SQLITE if upgrade is None else upgrade,
            busy_timeout_seconds=busy_timeout_seconds,
        )
        return cls(
            location,
            make_engine(location, busy_timeout_seconds=busy_timeout_seconds, session=session or {}),
            write_turn,
        )

    async def close(self) -> None:
        """Close every connection. A second time does nothing."""
        self.changes.close()
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def transaction(self, *, claim: Executable | None = None) -> AsyncGenerator[Transaction]:
        """A transaction that may write: committed at the end of the block, undone by an error.

        With `claim`, a query run first, only while that gives a row; else raises SupersededError.
        """
        self._check_loop()
        if self.location.backend != SQLITE:
            async with self._connection() as connection, connection.begin():
                await _hold(connection, claim)
                yield Transaction(connection)
            return
        task = asyncio.current_task()
        if self._writer is task:
            raise RuntimeError("a transaction inside a transaction would wait for itself for ever")
        async with self._writing, self._turn():
            self._writer = task
            try:
                async with self._connection() as connection, connection.begin():
                    await _hold(connection, claim)
                    yield Transaction(connection)
            finally:
                self._writer = None

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Transaction]:
        """A transaction that only reads: it sees one moment, and waits for no writer."""
        self._check_loop()
        async with self._connection() as connection:
            reader = await connection.execution_options(**READING[self.location.backend])
            async with reader.begin():
                yield Transaction(reader)

    async def look(self, query: Callable[[Connection], T]) -> T:
        """What a query of another layer finds in its own tables of this database."""
        async with self._connection() as connection:
            reader = await connection.execution_options(**READING[self.location.backend])
            async with reader.begin():
                return await reader.run_sync(query)

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[AsyncConnection]:
        with clear_failures(self.location):
            async with self.engine.connect() as connection:
                yield connection

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._write_turn is None else self._write_turn.taken()

    def _check_loop(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise RuntimeError(
                "a Database belongs to the event loop that opened it: open another for this one"
            )


async def _hold(connection: AsyncConnection, claim: Executable | None) -> None:
    if claim is not None and (await connection.execute(claim)).first() is None:
        raise SupersededError("the job was ended, or is done by another worker: nothing is kept")


AWAY_SECONDS = 30.0
"""How long the record of a call waits for a database that restarts."""


class Ledger:
    """The model calls, each kept at once in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_answer(self, key: str) -> str | None:
        """The newest answer to this very call that is good still; None if there is none."""
        async with self._database.read() as tx:
            return await tx.model_calls.find_answer(key)

    async def admit(self, plan: CallPlan) -> UUID:
        """A ticket for a call. Raises ProviderBusyError, BudgetExceededError."""
        async with self._database.transaction() as tx:
            return await tx.admission.admit(plan)

    async def renew(self, tickets: Collection[UUID]) -> None:
        """Keep the tickets of calls in flight; at least every TICKET_SECONDS."""
        async with self._database.transaction() as tx:
            await tx.admission.renew(tickets)

    async def record(self, record: CallRecord, end: CallEnd | None = None) -> float | None:
        """Keep a call, and take its ticket back; waits for a database that is away for a moment.

        Gives the seconds for which the provider is left alone when it is known to be away.
        """
        call_id = uuid7()
        give_up = time.monotonic() + AWAY_SECONDS
        while True:
            try:
                return await self._record(call_id, record, end)
            except (DatabaseUnreachableError, DatabaseLockedError):
                # The answer was paid for: without its row it would be bought again.
                if time.monotonic() > give_up:
                    raise
            await asyncio.sleep(random.uniform(0.2, 0.5))  # noqa: S311 - spreads those who wait

    async def _record(self, call_id: UUID, record: CallRecord, end: CallEnd | None) -> float | None:
        async with self._database.transaction() as tx:
            health = None
            if await tx.model_calls.has(call_id):
                return None  # the commit whose answer was lost had come through
            # The provider's row before the batch's, as in `admit`: so two never wait crosswise.
            if end is not None:
                tokens = (record.input_tokens or 0) + (record.output_tokens or 0)
                health = await tx.admission.end(end, tokens=tokens or None, reason=record.error)
            await tx.model_calls.add(record, call_id)
            await tx.budgets.charge(record.job_id, record.cost_usd)
        if health is None or not health.is_failing:
            return None
        return max(0.0, health.pause_left(datetime.now(UTC)))

    async def reject(
        self, job_id: str, step: str, run: int, keys: Collection[str] | None = None
    ) -> None:
        """Let the answers of a step's run (only those of `keys`, when given) not be used again."""
        async with self._database.transaction() as tx:
            await tx.model_calls.reject(job_id, step, run, keys)
