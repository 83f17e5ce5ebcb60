"""What commands answer besides their data: notes, hints, and how they end."""

import signal
import sqlite3
import subprocess
from contextlib import closing
from uuid import uuid4

import pytest

from cli.kept import a_proved_problem, keep
from command_line import COMMAND, CommandLine
from problemsmith.generation import workflow
from problemsmith.store.records import NewJob
from scripted_model import ScriptedModel


def test_wishes_that_the_catalogue_passes_over_are_told_in_one_line(
    command_line: CommandLine,
) -> None:
    wish = ("--prompt", "trains", "--solutions", "2", "--difficulty", "hard")
    finished = command_line.here("generate", "--dummy", "--detach", *wish)
    assert finished.exit_code == 0
    [note] = [line for line in finished.told.splitlines() if line.startswith("note: ")]
    assert "the prompt and the wish for further solutions" in note
    assert "difficulty" not in note
    met = command_line.here("generate", "--dummy", "--detach", "--difficulty", "easy")
    assert "note: " not in met.told
    assert "run `problemsmith worker`" in met.told


def test_a_problem_of_the_catalogue_is_found_by_its_focus_areas(command_line: CommandLine) -> None:
    command_line.here("generate", "--dummy", "--detach")
    [problem] = command_line.here("problems", "list", "--json").document["problems"]
    assert problem["focusAreas"]
    found = command_line.here("problems", "list", "--focus-area", problem["focusAreas"][0])
    assert problem["id"] in found.stdout


def test_started_jobs_say_that_nobody_works(command_line: CommandLine) -> None:
    problem = a_proved_problem()
    keep(command_line, problem)
    started = command_line.here(
        "jobs", "start", str(problem.id), "--starting-step", "verifyProblem"
    )
    assert started.exit_code == 2, "a problem without tests can't be verified"
    job = NewJob(id=str(uuid4()), problem_id=problem.id, params={}, model="dummy")
    keep(command_line, jobs=(job,))
    told = command_line.here("jobs", "restart", job.id).told
    assert "has not been handed to a worker yet" in told


@pytest.mark.parametrize("redirection", ["<&- >&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_error(command_line: CommandLine, redirection: str) -> None:
    keep(command_line, a_proved_problem())
    finished = subprocess.run(
        ["sh", "-c", f'"$@" problems list {redirection}', "sh", *COMMAND],
        env=command_line.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


def test_a_worker_tells_its_steps_and_what_it_leaves_when_it_is_stopped(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.hold("test_cases")
    generate = terminal.here("generate", "--model", "openai-chat:any", "--detach")
    job_id = generate.stdout.strip()
    with terminal.start("worker") as running:
        running.wait_for(f"{job_id} started")
        running.wait_for(f"{job_id} generateProblemText: done in")
        model.wait_for_requests(1, "test_cases")
        detached = terminal.here("generate", "--model", "openai-chat:any", "--detach")
        assert "a worker is running" in detached.told
        running.wait_for(" started", times=2)
        running.signal(signal.SIGTERM)
        finished = running.finish()
    assert finished.exit_code == 0
    assert "Stopped. 2 jobs in progress" in finished.told
    assert "failed" not in finished.told
    assert finished.stdout == ""


def test_a_failure_that_is_no_error_of_ours_is_told_after_its_timeline_is_gone(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(workflow, "generate_test_cases", fall)
    failed = command_line.here("generate", "--dummy", env={"PROBLEMSMITH_STEP_RETRIES": "0"})
    assert failed.exit_code == 1
    [job] = command_line.here("jobs", "list", "--json").document["jobs"]
    assert job["error"] == "generateTestCases: too deep"
    with closing(sqlite3.connect(command_line.database)) as database, database:
        database.execute("DELETE FROM workflow_events")
        database.execute("DELETE FROM workflow_instances")
    shown = command_line.here("jobs", "show", job["jobId"])
    assert "generateTestCases: too deep" in shown.stdout
    assert "no longer kept" in shown.stdout


def test_a_batch_that_has_ended_is_not_told_again(command_line: CommandLine) -> None:
    batch = ("generate", "--dummy", "--batch", "b")
    job_id = command_line.here(*batch, "--detach").stdout.strip()
    command_line.here("jobs", "terminate", job_id)
    again = command_line.here(*batch)
    assert again.exit_code == 1
    assert again.told.splitlines() == [
        "Batch b: 1 of 1 job had ended before.",
        "Batch b: 0 of 1 problem verified, 0 near duplicates (0.0%).",
    ]
