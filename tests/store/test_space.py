"""A SQLite file becomes small again when rows were deleted."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from problemsmith.store import Database

pytestmark = pytest.mark.anyio


def fill_and_empty(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.executemany(
            "INSERT INTO models (id, name, created_at) VALUES (?, ?, 0)",
            [(str(number), "x" * 100 + str(number)) for number in range(20_000)],
        )
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("DELETE FROM models")


async def test_what_deleted_rows_took_is_given_back_to_the_disk(
    tmp_path: Path, sqlite_url: str
) -> None:
    file = tmp_path / "problemsmith.sqlite"
    async with await Database.open(sqlite_url):
        pass
    small = file.stat().st_size
    fill_and_empty(file)
    assert file.stat().st_size > 4 * small
    async with await Database.open(sqlite_url) as store:
        await store.give_back_space()
    assert file.stat().st_size < 2 * small


async def test_a_file_from_before_keeps_its_size_and_loses_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    file = tmp_path / "problemsmith.sqlite"
    async with await Database.open(sqlite_url):
        pass
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA auto_vacuum = NONE")
        database.execute("VACUUM")
    fill_and_empty(file)
    async with await Database.open(sqlite_url) as store:
        await store.give_back_space()
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA freelist_count").fetchone() > (100,)
