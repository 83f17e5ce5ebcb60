"""Lists and ids, on terminals of several widths and piped."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest

from cli.kept import a_proved_problem, keep
from command_line import CommandLine
from command_line.terminal import on_terminal
from problemsmith.store.records import NewJob

FIRST = UUID("01a20759-2aea-7090-8573-9212aaaa1111")
SECOND = UUID("01a20759-2add-77a7-925c-b1542aaa1111")
JOB = "01a20759-2acf-7289-9a15-ca2c17506e3b"


@pytest.fixture
def filled(command_line: CommandLine) -> CommandLine:
    keep(
        command_line,
        a_proved_problem(FIRST),
        a_proved_problem(SECOND, catalogue=1),
        jobs=(NewJob(id=JOB, problem_id=FIRST, params={}, model="dummy"),),
    )
    return command_line


@pytest.mark.parametrize("columns", [60, 80, 100, 160])
def test_lists_fit_the_terminal_and_tell_why_a_job_failed(
    filled: CommandLine, columns: int
) -> None:
    title = filled.problem(str(FIRST))["text"]["title"]
    for arguments in (("jobs", "list"), ("problems", "list"), ("jobs", "show", JOB)):
        lines = on_terminal(filled, columns, *arguments)
        assert max(map(len, lines)) <= columns
    shown = "\n".join(on_terminal(filled, columns, "jobs", "list"))
    for part in ("17506e3b", "failed", title[:10], "generateSolution: the oven is cold"):
        assert part in shown
    assert JOB not in shown


def test_what_is_piped_is_whole_and_not_padded(filled: CommandLine) -> None:
    listed = filled.here("jobs", "list").stdout
    assert JOB in listed
    assert str(FIRST) in listed
    assert "the oven is cold" in listed
    shown = filled.here("problems", "show", str(FIRST)).stdout
    assert not [line for line in (listed + shown).splitlines() if line != line.rstrip()]


def test_a_part_of_an_id_that_no_other_has_is_enough(filled: CommandLine) -> None:
    for part in ("9212aaaa1111", str(FIRST)[:-6]):
        assert filled.problem(part)["problemId"] == str(FIRST)
    assert filled.job("17506e3b")["jobId"] == JOB
    for part in ("01a20759", "aaa1111"):
        refused = filled.here("problems", "show", part)
        assert refused.exit_code == 2
        assert "more than one problem's id" in refused.told
        assert str(FIRST) in refused.told
        assert str(SECOND) in refused.told
    for part in ("%%%%", "111", "abcdabcd", "0---"):
        assert f"no problem {part}" in filled.here("problems", "show", part).told
    assert f"is {JOB}" in filled.here("jobs", "show", str(FIRST)).told


def test_an_id_that_a_client_chose_is_taken_whole_only(filled: CommandLine) -> None:
    chosen = NewJob(id="lesson-10", problem_id=FIRST, params={}, model="dummy")
    keep(filled, jobs=(chosen,))
    assert filled.job("lesson-10")["jobId"] == "lesson-10"
    for name in ("lesson-1", "esson-10"):
        for command in ("show", "terminate"):
            assert f"no job {name}:" in filled.here("jobs", command, name).told


def test_a_list_that_is_empty_says_what_to_do(filled: CommandLine) -> None:
    for noun, option in (("problems", "draft"), ("jobs", "paused")):
        told = filled.here(noun, "list", "--status", option).told
        assert f"All of them: problemsmith {noun} list" in told


def test_a_job_that_nobody_works_on_any_more_says_so(filled: CommandLine) -> None:
    assert "Nobody works" not in filled.here("jobs", "list").told
    with closing(sqlite3.connect(filled.database)) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS workflow_instances (id, status, error)")
        connection.execute(
            "INSERT INTO workflow_instances (id, status) VALUES (?, 'running')", [JOB]
        )
    listed = filled.here("jobs", "list")
    assert "in_progress" in listed.stdout
    with closing(sqlite3.connect(filled.database)) as connection, connection:
        connection.execute("UPDATE workflow_instances SET status = 'waitingForPause'")
    assert "pausing" in filled.here("jobs", "list").stdout
    [job] = filled.here("jobs", "list", "--json").document["jobs"]
    assert job["status"] == "in_progress"
    assert "Start a worker: problemsmith worker" in listed.told
    assert filled.here("jobs", "list", "--json").told == ""


def test_one_thing_has_one_key_in_every_command(filled: CommandLine) -> None:
    [job] = filled.here("jobs", "list", "--json").document["jobs"]
    shown = filled.job(JOB)
    assert set(job) < set(shown)
    same = {"jobId", "problemId", "title", "model", "batch", "currentStep", "createdAt"}
    assert {key: job[key] for key in same} == {key: shown[key] for key in same}
    assert job["error"] == shown["why"] == "generateSolution: the oven is cold"
    problem = filled.here("problems", "list", "--json").document["problems"][0]
    assert problem["problemId"] == problem["id"]
