"""A machine or a database that is not ready: the cause, what to do, and exit code 3."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from command_line import CommandLine
from problemsmith.workflows import database as workflow_database
from scripted_model import ScriptedModel

SMALL_DISK_BYTES = 8 * 2**20


def test_without_bubblewrap_nothing_runs_and_the_way_to_get_it_is_told(
    command_line: CommandLine,
) -> None:
    for arguments in (("generate", "--dummy", "--json"), ("doctor",)):
        finished = command_line.here(*arguments, env={"PATH": "/nowhere"})
        assert finished.exit_code == 3
        assert "apt install bubblewrap" in finished.stdout + finished.told
    listed = command_line.here("jobs", "list", "--json")
    assert listed.document == {"jobs": []}


def test_the_catalogue_needs_no_network(command_line: CommandLine) -> None:
    no_network = ("bwrap", "--dev-bind", "/", "/", "--unshare-net")
    finished = command_line.run("generate", "--dummy", "--json", inside=no_network)
    assert finished.document["problems"][0]["verified"] is True, finished.told


def test_a_folder_that_cannot_be_written_is_named(command_line: CommandLine) -> None:
    # Even root can make no file there.
    nowhere = {"PROBLEMSMITH_DATA_DIR": "/proc/problemsmith"}
    finished = command_line.here("generate", "--dummy", "--json", env=nowhere)
    assert (finished.exit_code, finished.stdout) == (3, "")
    assert "/proc/problemsmith" in finished.told
    assert "PROBLEMSMITH_DATA_DIR" in finished.told
    examined = command_line.here("doctor", "--json", env=nowhere)
    assert examined.exit_code == 3
    found = {finding["name"]: finding for finding in examined.document["findings"]}
    assert found["database"]["status"] == found["disk"]["status"] == "missing"
    assert found["database"]["detail"] in finished.told
    assert "make room" not in examined.stdout


def test_a_database_of_a_newer_program_is_left_alone(made: CommandLine) -> None:
    with closing(sqlite3.connect(made.database)) as database, database:
        database.execute("UPDATE problemsmith_schema_version SET version_num = '9999'")
    finished = made.here("generate", "--dummy", "--json")
    assert (finished.exit_code, finished.stdout) == (3, "")
    assert "was made by a newer problemsmith" in finished.told
    assert "upgrade the program" in finished.told


def test_a_locked_database_is_told(made: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow_database, "BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(made.database)) as database:
        database.execute("BEGIN IMMEDIATE")
        finished = made.here("generate", "--dummy", "--json")
    assert (finished.exit_code, finished.stdout) == (3, "")
    assert "another process holds it" in finished.told


def test_a_disk_that_fills_up_is_told_and_the_job_goes_on_when_there_is_room(
    small_disk: Path, model: ScriptedModel
) -> None:
    terminal = CommandLine(small_disk, {"OPENAI_BASE_URL": model.url})
    model.hold("test_cases")
    with terminal.start("generate", "--model", "openai-chat:any", "--json") as running:
        model.wait_for_requests(1, "test_cases")
        _fill(small_disk / "filler")
        model.release("test_cases")
        running.wait_for("database or disk is full")
        os.truncate(small_disk / "filler", 0)
        # What the full disk kept from being told is lost, and nothing else.
        running.wait_for("generateTestCaseInputCode: done")
    assert model.count("problem_text") == 1
    assert model.count("test_cases") <= 2


def _fill(file: Path) -> None:
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    with pytest.raises(OSError, match="No space left"):  # noqa: PT012 - until there is no more
        while True:
            os.write(descriptor, bytes(4096))
    os.close(descriptor)


@pytest.fixture
def made(command_line: CommandLine) -> CommandLine:
    """A home with a database in which everything is ready."""
    assert command_line.here("jobs", "show", "nothing").exit_code == 2
    return command_line


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={SMALL_DISK_BYTES}"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
