"""Every way in which a database can be unusable says what is wrong and what to do."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url

from problemsmith.errors import (
    DatabaseCorruptError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    DatabaseUnreachableError,
    StorageError,
    ValidationError,
)
from problemsmith.store import Database, status, upgrade
from problemsmith.store.urls import locate
from store.samples import a_complete_problem

pytestmark = pytest.mark.anyio


async def test_a_full_disk_is_named(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:

        def no_more_pages(connection: Any, _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA max_page_count = 1")
            cursor.close()

        event.listen(database.engine.sync_engine, "connect", no_more_pages)

        async def fill() -> None:
            for _ in range(100):
                async with database.transaction() as tx:
                    await tx.problems.create(a_complete_problem())

        with pytest.raises(DatabaseFullError, match=r"no room left .*: free some space") as caught:
            await fill()
    assert caught.value.exit_code == 3


async def test_a_file_that_cannot_be_written_is_named(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:

        def read_only(connection: Any, _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA query_only = ON")
            cursor.close()

        event.listen(database.engine.sync_engine, "connect", read_only)
        with pytest.raises(DatabaseReadOnlyError, match="make the file and its folder writable"):
            async with database.transaction() as tx:
                await tx.models.add("openai-chat:any")


@pytest.mark.parametrize("folder", ["/proc", "/proc/problemsmith/data", "/dev/null/data"])
async def test_a_folder_that_cannot_be_written_is_named(folder: str) -> None:
    # Even root can make no file there.
    with pytest.raises(StorageError, match=r"PROBLEMSMITH_DATA_DIR") as caught:
        await Database.open(f"sqlite:///{folder}/problemsmith.sqlite")
    assert caught.value.exit_code == 3


async def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder: name a file in it"):
        await Database.open(f"sqlite:///{tmp_path}")
    with pytest.raises(StorageError, match="is a folder: name a file in it"):
        await status(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("dear diary, " * 1000)
    for use in (Database.open, upgrade, status):
        with pytest.raises(DatabaseCorruptError, match="not an SQLite database, or is damaged"):
            await use(f"sqlite:///{file}")
    assert file.read_text() == "dear diary, " * 1000


@pytest.fixture
def damaged_file(migrated_file: Path, tmp_path: Path) -> Path:
    """A database of which only the first 100 bytes, SQLite's header, are left."""
    content = migrated_file.read_bytes()
    file = tmp_path / "problemsmith.sqlite"
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    return file


async def test_a_damaged_database_is_told_from_an_empty_one(damaged_file: Path) -> None:
    with pytest.raises(DatabaseCorruptError, match="put a backup in its place"):
        await Database.open(f"sqlite:///{damaged_file}")


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnreachableError, match="check that the server runs") as caught:
        await Database.open("postgresql://ada:secret@127.0.0.1:1/problems")
    assert "127.0.0.1" in caught.value.message
    assert "secret" not in caught.value.message


async def test_a_database_that_is_not_there_is_named(postgresql_url: Callable[[], str]) -> None:
    url = make_url(postgresql_url()).set(database="nowhere")
    with pytest.raises(DatabaseUnreachableError, match='database "nowhere" does not exist'):
        await Database.open(url.render_as_string(hide_password=False))


async def test_a_login_that_may_not_write_is_named(postgresql_url: Callable[[], str]) -> None:
    url = postgresql_url()
    async with await Database.open(url, upgrade=True) as database:

        def read_only(connection: Any, _record: object) -> None:
            connection.cursor().execute("SET default_transaction_read_only = on")
            connection.commit()

        event.listen(database.engine.sync_engine, "connect", read_only)
        with pytest.raises(DatabaseReadOnlyError, match="does not let this user write"):
            async with database.transaction() as tx:
                await tx.models.add("openai-chat:any")


async def test_a_lost_connection_is_named_and_then_replaced(
    postgresql_url: Callable[[], str],
) -> None:
    url = postgresql_url()
    async with (
        await Database.open(url, upgrade=True) as database,
        await Database.open(url) as other,
    ):

        async def lose_the_connection() -> None:
            async with database.read() as tx:
                async with other.engine.connect() as killer:
                    await killer.exec_driver_sql(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid != pg_backend_pid()"
                    )
                await tx.models.list()

        async with database.read() as tx:
            await tx.models.list()
        with pytest.raises(DatabaseUnreachableError, match="cannot be reached"):
            await lose_the_connection()
        async with database.read() as tx:
            assert len(await tx.models.list()) == 1


async def test_tables_that_are_missing_are_a_matter_for_db_status(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE api_keys")
    with pytest.raises(StorageError, match=r"refused a statement .*`problemsmith db status`"):
        async with database.read() as tx:
            await tx.keys.list()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "not a database URL"),
        ("problems.sqlite", "not a database URL"),
        ("postgresql://ada:secret@host:port/x", "not a database URL"),
        ("mysql://ada:secret@host/problems", "names mysql, which is not supported"),
        ("sqlite://", "must name a plain file"),
        ("sqlite:///:memory:", "must name a plain file"),
        ("sqlite:///file:problems?mode=memory&uri=true", "must name a plain file"),
    ],
)
async def test_a_bad_url_is_refused_without_showing_its_password(url: str, reason: str) -> None:
    with pytest.raises(ValidationError, match=f"PROBLEMSMITH_DATABASE_URL.*{reason}") as caught:
        await Database.open(url)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("url", "driven", "shown"),
    [
        ("sqlite:////a/b.sqlite", "sqlite+aiosqlite:////a/b.sqlite", "/a/b.sqlite"),
        ("sqlite+pysqlite:////a/b c%3Fd", "sqlite+aiosqlite:////a/b c%3Fd", "/a/b c?d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql://u@h/d"),
        ("postgres://u:p@h:5/d", "postgresql+psycopg://u:p@h:5/d", "postgresql://u:***@h:5/d"),
        (
            "postgresql+asyncpg://u@/d?host=/run/pg",
            "postgresql+psycopg://u@/d?host=/run/pg",
            "postgresql://u@/d?host=/run/pg",
        ),
    ],
)
async def test_urls_are_read_as_people_write_them(url: str, driven: str, shown: str) -> None:
    location = locate(url)
    assert location.url == make_url(driven)
    assert str(location).replace("%2F", "/") == shown


async def test_a_relative_file_lies_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert locate("sqlite:///b.sqlite").file == tmp_path / "b.sqlite"
    assert locate("sqlite:///~/b.sqlite").file == tmp_path / "home" / "b.sqlite"


async def test_sqlite_is_new_enough_for_what_is_used() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35), "row values, upserts and RETURNING"
