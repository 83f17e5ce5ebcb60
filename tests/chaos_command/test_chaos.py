"""The chaos command in short: what `make chaos` does in half an hour, with a few jobs."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from chaos.place import Place
from chaos.plan import Plan, System
from chaos.proof import prove

from problemsmith.generation.steps import GenerationStep

ROOT = Path(__file__).parents[2]
JOBS, KILLS = 6, 3


def chaos(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "chaos", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a run on SQLite that held."""
    folder = tmp_path_factory.mktemp("chaos")
    done = chaos("sqlite", f"--jobs={JOBS}", f"--kills={KILLS}", f"--folder={folder}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{JOBS}  jobs complete, of {JOBS}" in done.stdout
    assert f"{KILLS}  kills" in done.stdout
    yield folder
    shutil.rmtree(folder)


def proved(folder: Path) -> list[str]:
    plan = Plan(
        system=System.SQLITE,
        jobs=JOBS,
        workers=1,
        concurrency=16,
        kills=KILLS,
        database_restarts=0,
        last_step=GenerationStep.GENERATE_TEST_CASE_OUTPUTS,
        seed=1,
    )
    return prove(plan, Place(folder, f"sqlite:///{folder / 'problemsmith.sqlite'}", None)).wrong


def test_killed_workers_lose_nothing_and_do_nothing_twice(survived: Path) -> None:
    assert proved(survived) == []


_JOB = "(SELECT min(id) FROM jobs)"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (
            (
                "DELETE FROM test_cases WHERE position = 1 AND problem_id ="
                f" (SELECT problem_id FROM jobs WHERE id = {_JOB})"
            ),
            "not numbered one after the other",
        ),
        (
            (
                f"UPDATE problems SET solutions = NULL"
                f" WHERE id = (SELECT problem_id FROM jobs WHERE id = {_JOB})"
            ),
            "has no solution yet",
        ),
        (
            (
                "INSERT INTO workflow_instance_events (instance_id, run, type, step, attempt, time,"
                f" data) VALUES ({_JOB}, 0, 'attempt_started', 'generateSolution', 1, 0, '{{}}')"
            ),
            "generateSolution ran again once it returned",
        ),
        (
            (
                "INSERT INTO operation_outputs (workflow_uuid, function_id, function_name, output)"
                f" VALUES ({_JOB} || ':1', 1, 'generateProblemText/1', '{{}}')"
            ),
            "two records of what it did as number 1",
        ),
        (f"DELETE FROM workflow_instances WHERE id = {_JOB}", "1 jobs without an instance"),
        (f"UPDATE workflow_instances SET status = 'queued' WHERE id = {_JOB}", "1 jobs are queued"),
    ],
)
def test_the_proof_tells_what_does_not_hold(
    survived: Path, tmp_path: Path, harm: str, told: str
) -> None:
    with (
        closing(sqlite3.connect(survived / "problemsmith.sqlite")) as whole,
        closing(sqlite3.connect(tmp_path / "problemsmith.sqlite")) as harmed,
    ):
        whole.backup(harmed)
        with harmed:
            harmed.execute(harm)
    assert told in "\n".join(proved(tmp_path))


def test_killed_workers_and_a_restarted_database_lose_nothing(tmp_path: Path) -> None:
    done = chaos(
        "postgresql",
        "--jobs=5",
        "--workers=2",
        "--kills=2",
        "--database-restarts=1",
        f"--folder={tmp_path}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5  jobs complete, of 5" in done.stdout
    assert "1  database restarts" in done.stdout
