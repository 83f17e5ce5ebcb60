"""Transactions: whole or not at all, one writer at a time, and usable after any interruption."""

import asyncio
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from problemsmith.errors import DatabaseLockedError, NotFoundError
from problemsmith.problem.problem import Problem
from problemsmith.store import Database
from store.samples import a_complete_problem, a_problem, a_text, some_cases

pytestmark = pytest.mark.anyio


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    problem = a_complete_problem()

    async def fail_halfway() -> None:
        async with database.transaction() as tx:
            await tx.problems.create(problem)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_halfway()
    async with database.read() as tx:
        with pytest.raises(NotFoundError):
            await tx.problems.get(problem.id)


async def test_the_callers_own_errors_pass_as_they_are(database: Database) -> None:
    with pytest.raises(FileNotFoundError):
        async with database.read():
            raise FileNotFoundError("notes.txt")


async def test_a_read_sees_one_moment(database: Database) -> None:
    before, after = a_problem(), a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(before)
    async with database.read() as reading:
        assert len((await reading.problems.list()).items) == 1
        async with database.transaction() as writing:
            await writing.problems.create(after)
        assert len((await reading.problems.list()).items) == 1
    async with database.read() as reading:
        assert len((await reading.problems.list()).items) == 2


async def test_many_writers_at_once_lose_nothing(database: Database) -> None:
    problems = [a_complete_problem() for _ in range(40)]

    async def make(problem: Problem) -> None:
        async with database.transaction() as tx:
            await tx.problems.create(problem)
        async with database.transaction() as tx:
            read = await tx.problems.get(problem.id)
            await tx.problems.save_test_cases(problem.id, read.test_cases)

    await asyncio.gather(*map(make, problems))
    async with database.read() as tx:
        assert len((await tx.problems.list()).items) == 40


async def test_a_writer_that_reads_first_waits_for_its_turn(sqlite_url: str) -> None:
    """Two databases on one file stand for two processes: no lock of ours is between them."""
    async with await Database.open(sqlite_url) as one, await Database.open(sqlite_url) as other:
        problem = a_problem(text=a_text("0"))
        async with one.transaction() as tx:
            await tx.problems.create(problem)

        async def count_up(database: Database) -> None:
            for _ in range(25):
                async with database.transaction() as tx:
                    read = await tx.problems.get(problem.id)
                    assert read.text is not None
                    await tx.problems.save_text(problem.id, a_text(str(int(read.text.title) + 1)))

        await asyncio.gather(count_up(one), count_up(other))
        async with one.read() as tx:
            read = await tx.problems.get(problem.id)
    assert read.text is not None
    assert read.text.title == "50"


async def test_a_cancelled_transaction_leaves_the_database_usable(database: Database) -> None:
    problem = a_complete_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
    cases = [some_cases(count) for count in range(1, 6)]

    async def rewrite() -> None:
        while True:
            for some in cases:
                async with database.transaction() as tx:
                    await tx.problems.save_test_cases(problem.id, some)

    moments = random.Random(7)
    for _ in range(60):
        task = asyncio.create_task(rewrite())
        await asyncio.sleep(moments.random() * 0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.transaction() as tx:
            read = await tx.problems.get(problem.id)
            whole = [tuple(case.id for case in some) for some in [*cases, problem.test_cases]]
            assert tuple(case.id for case in read.test_cases) in whole


async def test_a_transaction_inside_a_transaction_is_refused(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database, database.transaction():
        with pytest.raises(RuntimeError, match="inside a transaction"):
            async with database.transaction():
                pass


async def test_another_event_loop_is_refused(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:

        async def read() -> None:
            async with database.read():
                pass

        def elsewhere() -> None:
            with pytest.raises(RuntimeError, match="event loop that opened it"):
                asyncio.run(read())

        await asyncio.to_thread(elsewhere)


async def test_a_database_held_by_another_process_for_too_long_is_locked(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "problemsmith.sqlite"
    async with await Database.open(sqlite_url, busy_timeout_seconds=0.05) as database:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseLockedError, match="locked by another process: wait"):
                async with database.transaction() as tx:
                    await tx.models.add("openai-chat:any")
            async with database.read() as tx:
                assert len(await tx.models.list()) == 1
            other.execute("ROLLBACK")
        async with database.transaction() as tx:
            await tx.models.add("openai-chat:any")


async def test_a_lock_that_is_given_back_in_time_is_waited_for(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with await Database.open(sqlite_url) as database:
        file = tmp_path / "problemsmith.sqlite"
        with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.2, other.execute, ["ROLLBACK"])
            release.start()
            async with database.transaction() as tx:
                await tx.models.add("openai-chat:any")
            release.join()


async def test_foreign_keys_are_enforced_on_every_connection(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        connections = [await database.engine.connect() for _ in range(5)]
        for connection in connections:
            enforced = await connection.exec_driver_sql("PRAGMA foreign_keys")
            assert enforced.scalar() == 1
            await connection.close()


async def test_closing_twice_is_harmless(database: Database) -> None:
    await database.close()
    await database.close()
