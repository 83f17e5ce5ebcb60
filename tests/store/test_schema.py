"""Migrations: from nothing to the tables of this program, once, whoever comes first."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from problemsmith.errors import (
    DatabaseCorruptError,
    DatabaseNewerError,
    DatabaseOutdatedError,
)
from problemsmith.store import Database, status, upgrade
from problemsmith.store.schema import LATEST_REVISION, MIGRATIONS_FOLDER, VERSION_TABLE
from problemsmith.store.tables import metadata

pytestmark = pytest.mark.anyio


async def test_migrations_make_the_tables_that_the_code_declares(empty_database_url: str) -> None:
    await upgrade(empty_database_url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return compare_metadata(context, metadata)

    async with (
        await Database.open(empty_database_url) as database,
        database.engine.connect() as connection,
    ):
        assert await connection.run_sync(differences) == []


async def test_the_latest_revision_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory(str(MIGRATIONS_FOLDER)).get_heads() == [LATEST_REVISION]


async def test_an_upgrade_brings_a_database_up_to_date_once(empty_database_url: str) -> None:
    before = await status(empty_database_url)
    assert (before.current, before.newer) == (None, False)
    assert before.pending[-1] == LATEST_REVISION
    after = await upgrade(empty_database_url)
    assert (after.current, after.head, after.pending) == (LATEST_REVISION, LATEST_REVISION, ())
    assert await upgrade(empty_database_url) == after
    assert await status(empty_database_url) == after


async def test_asking_for_the_status_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "problemsmith.sqlite"
    assert (await status(f"sqlite:///{file}")).current is None
    assert not file.parent.exists()


async def test_sqlite_is_made_and_upgraded_when_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "50% of 100%" / "problemsmith.sqlite"
    async with await Database.open(f"sqlite:///{file}") as database, database.read() as tx:
        assert len(await tx.models.list()) == 1
    assert file.stat().st_size > 0
    assert file.parent.stat().st_mode & 0o077 == 0, "the new folder is the user's own"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_postgresql_is_not_upgraded_unasked(postgresql_url: Callable[[], str]) -> None:
    url = postgresql_url()
    with pytest.raises(DatabaseOutdatedError, match="run `problemsmith db upgrade`"):
        await Database.open(url)
    assert (await status(url)).current is None
    async with await Database.open(url, upgrade=True):
        assert (await status(url)).current == LATEST_REVISION


@pytest.mark.parametrize("may_upgrade", [True, False])
async def test_a_database_of_a_newer_program_is_left_alone(
    database_url: str, may_upgrade: bool
) -> None:
    async with await Database.open(database_url) as database, database.engine.begin() as connection:
        await connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    told = await status(database_url)
    assert (told.current, told.pending, told.newer) == ("9999", (), True)
    with pytest.raises(DatabaseNewerError, match="a newer problemsmith"):
        await Database.open(database_url, upgrade=may_upgrade)
    with pytest.raises(DatabaseNewerError):
        await upgrade(database_url)


async def test_another_programs_tables_are_not_taken_for_ours(empty_database_url: str) -> None:
    async with (
        await Database.open(empty_database_url, upgrade=True) as database,
        database.engine.begin() as connection,
    ):
        await connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    with pytest.raises(DatabaseCorruptError, match="not a problemsmith database"):
        await Database.open(empty_database_url, upgrade=True)


async def test_a_failed_upgrade_leaves_nothing_behind(sqlite_url: str) -> None:
    # The second table cannot be made: its index's name is taken.
    file = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (key TEXT)")
        connection.execute("CREATE INDEX ix_model_calls_key ON theirs (key)")
    with pytest.raises(Exception, match="already exists"):
        await upgrade(sqlite_url)
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert tables.fetchall() == [("theirs",)]


async def test_tasks_that_open_a_new_database_at_once_all_succeed(sqlite_url: str) -> None:
    opened = await asyncio.gather(*(Database.open(sqlite_url) for _ in range(4)))
    for database in opened:
        await database.close()


async def test_processes_that_upgrade_at_once_all_succeed(empty_database_url: str) -> None:
    program = (
        "import asyncio, sys; from problemsmith.store import upgrade;"
        "sys.stdin.readline(); print(asyncio.run(upgrade(sys.argv[1])).current)"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            program,
            empty_database_url,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    said = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert said == [(f"{LATEST_REVISION}\n".encode(), b"")] * 2
