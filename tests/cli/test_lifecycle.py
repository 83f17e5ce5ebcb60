"""Steering a job from a second terminal while `generate` runs in the first."""

import pytest

from authored import CALLS
from command_line import CommandLine, Finished, steps_of
from scripted_model import ScriptedModel, replies

GENERATE = ("generate", "--model", "openai-chat:any", "--json")


def test_a_paused_job_keeps_the_step_in_progress_and_goes_on_after_it(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.hold("test_cases")
    with terminal.start(*GENERATE) as running:
        model.wait_for_requests(1, "test_cases")
        job_id = model.requests[0].job
        refused(terminal.here("jobs", "resume", job_id), "it is in progress")
        refused(terminal.here("jobs", "approve", job_id), "it is in progress")
        paused = terminal.run("jobs", "pause", job_id)
        assert (paused.exit_code, paused.stdout) == (
            0,
            f"{job_id}: pausing, when its step is done\n",
        )

        model.release("test_cases")
        running.wait_for(f"paused; go on: problemsmith jobs resume {job_id}")
        job = terminal.job(job_id)
        assert job["jobStatus"] == "paused"
        assert [(step["name"], step["success"]) for step in job["steps"]] == [
            ("generateProblemText", True),
            ("generateTestCases", True),
        ]

        resumed = terminal.here("jobs", "resume", job_id)
        assert resumed.exit_code == 0, resumed.told
        finished = running.finish()
    assert finished.document["problems"][0]["verified"] is True
    assert model.count() == 5
    for command in ("pause", "resume", "terminate", "approve"):
        refused(terminal.here("jobs", command, job_id), "it is completed", exit_code=2)


def test_a_running_job_is_restarted_and_terminated_and_keeps_what_came_before(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.fault("input_code", replies.hang())
    model.fault("solution", replies.hang())
    with terminal.start(*GENERATE) as running:
        model.wait_for_requests(1, "input_code")
        job_id = model.requests[0].job
        restarted = terminal.here("jobs", "restart", job_id, "--from-step", "generateTestCases")
        assert (restarted.exit_code, restarted.stdout) == (0, f"{job_id}: pending\n")

        model.wait_for_requests(1, "solution")
        terminated = terminal.run("jobs", "terminate", job_id)
        assert (terminated.exit_code, terminated.stdout) == (0, f"{job_id}: terminated\n")
        finished = running.finish()
    # Both calls were aborted, and did not run into their timeout of two minutes.
    assert model.wait_for_hang_ups(2) == ["input_code", "solution"]
    assert finished.exit_code == 1
    [problem] = finished.document["problems"]
    assert problem["status"] == "terminated"
    assert problem["error"] == "terminated at generateSolution"
    refused(terminal.here("jobs", "terminate", job_id), "it is terminated")
    refused(terminal.here("jobs", "resume", job_id), "it is terminated")
    for step, reason in (("mixDough", "the steps are"), ("verifyProblem", "has not run")):
        refused(terminal.here("jobs", "restart", job_id, "--from-step", step), reason)

    restarted = terminal.here("jobs", "restart", job_id, "--from-step", "generateTestCaseInputCode")
    assert (restarted.exit_code, restarted.stdout) == (0, f"{job_id}: pending\n")
    assert "Start a worker: problemsmith worker" in restarted.told
    [listed] = terminal.here("jobs", "list", "--json").document["jobs"]
    assert listed["currentStep"] == "generateTestCaseInputCode"
    assert listed["completedSteps"] == ["generateProblemText", "generateTestCases"]
    done = terminal.run(*GENERATE)
    assert done.document["problems"][0]["jobId"] == job_id
    assert done.document["problems"][0]["verified"] is True
    assert {prompt: model.count(prompt) for prompt in CALLS} == {
        "problem_text": 1,
        "test_cases": 2,
        "input_code": 3,
        "solution": 2,
        "tester": 1,
    }


def test_a_review_sends_a_problem_back_with_remarks_and_then_approves_it(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    waiting = "approve: problemsmith jobs approve"
    with terminal.start(*GENERATE, "--review") as running:
        running.wait_for(waiting)
        job_id = model.requests[0].job
        remarks_alone = terminal.here("jobs", "approve", job_id, "--remarks", "Longer, please.")
        refused(remarks_alone, "--send-back STEP", exit_code=2)
        sent = terminal.here(
            *("jobs", "approve", job_id, "--send-back", "generateSolution"),
            *("--remarks", "Read the keys from the end."),
        )
        assert (sent.exit_code, sent.stdout) == (0, f"{job_id}: sent back to generateSolution\n")
        running.wait_for(waiting, times=2)
        job = terminal.job(job_id)
        assert job["jobStatus"] == "waiting"
        held = terminal.problem(job["problemId"])
        assert (held["status"], held["verification"]["verified"]) == ("draft", True)
        approved = terminal.here("jobs", "approve", job_id)
        assert (approved.exit_code, approved.stdout) == (0, f"{job_id}: approved\n")
        finished = running.finish()
    assert finished.exit_code == 0
    assert finished.document["problems"][0]["verified"] is True
    assert terminal.problem(job["problemId"])["status"] == "verified"
    first, second = model.of("solution")
    assert "Read the keys from the end." not in first.turns[0]
    assert "Read the keys from the end." in second.turns[0]
    assert model.count("problem_text") == model.count("input_code") == 1
    # Each call stands with the run of the step that made it.
    calls = {name: len(step["modelCalls"]) for name, step in steps_of(job).items()}
    assert calls["generateSolution"] == calls["generateSolution#2"] == 2


@pytest.mark.parametrize("command", ["pause", "resume", "terminate", "restart", "approve", "show"])
def test_a_job_that_there_is_not_is_named(command_line: CommandLine, command: str) -> None:
    refused(command_line.here("jobs", command, "nowhere"), "no job nowhere", exit_code=2)


def refused(finished: Finished, reason: str, *, exit_code: int | None = None) -> None:
    """The command said why it did nothing."""
    assert finished.exit_code != 0
    assert exit_code is None or finished.exit_code == exit_code
    assert finished.stdout == ""
    assert finished.told.startswith("error: ")
    assert reason in finished.told
