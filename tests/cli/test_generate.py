"""`generate` with a model: in five calls, through faults, and to a clear end."""

from authored import CALLS, authored
from command_line import CommandLine, steps_of
from scripted_model import ScriptedModel, replies

GENERATE = ("generate", "--model", "openai-chat:any", "--json")


def test_a_model_makes_a_verified_problem_in_five_calls(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    finished = terminal.run(*GENERATE)
    assert finished.exit_code == 0, finished.told
    [problem] = finished.document["problems"]
    assert problem["status"] == "completed"
    assert problem["verified"] is True
    assert problem["modelCalls"] == 5
    assert problem["costUsd"] > 0
    assert [request.prompt for request in model.requests] == list(CALLS)
    assert model.most_at_once == 1
    assert {request.job for request in model.requests} == {problem["jobId"]}


def test_a_job_survives_one_fault_of_each_call_and_shows_it(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.fault("problem_text", replies.rate_limited("0.05"))
    model.fault("test_cases", replies.server_error("500"))
    model.fault("input_code", replies.cut())
    model.fault("solution", replies.malformed_json())
    model.fault("tester", replies.refusal())
    finished = terminal.run(*GENERATE)
    [problem] = finished.document["problems"]
    assert problem["verified"] is True, finished.told
    assert [request.prompt for request in model.requests] == [
        prompt for prompt in CALLS for _ in range(2)
    ]

    steps = steps_of(terminal.job(problem["jobId"]))
    text = steps["generateProblemText"]
    assert [attempt["success"] for attempt in text["attempts"]] == [False, True]
    assert "too many requests" in text["attempts"][0]["error"]["message"]
    assert text["attempts"][0]["delay"] > 0
    assert all(attempt["end"] > attempt["start"] for attempt in text["attempts"])
    failed, answered = text["modelCalls"]
    assert (failed["status"], answered["status"]) == ("failed", "answered")
    assert (failed["attempt"], answered["attempt"]) == (1, 2)
    assert answered["inputTokens"] > 0
    assert answered["outputTokens"] > 0
    assert answered["costUsd"] > 0
    assert answered["durationSeconds"] > 0
    assert "HTTP 500" in steps["generateTestCases"]["attempts"][0]["error"]["message"]
    # A bad answer is mended within its attempt; a refusal costs one.
    assert [call["prompt"] for call in steps["generateSolution"]["modelCalls"]] == [
        *("solution", "solution", "tester", "tester"),
    ]
    assert len(steps["generateSolution"]["attempts"]) == 2

    shown = terminal.here("jobs", "show", problem["jobId"]).stdout
    for part in ("tried again after", "too many requests", "HTTP 500", "will not write this", "$"):
        assert part in shown
    assert shown.count("✓") == 7


def test_a_provider_that_stays_down_fails_the_step_and_a_restart_goes_on_from_there(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.fault("test_cases", replies.server_error("503"), times=2)
    failed = terminal.run(*GENERATE, env={"PROBLEMSMITH_STEP_RETRIES": "1"})
    assert failed.exit_code == 1
    [problem] = failed.document["problems"]
    assert problem["status"] == "failed"
    assert problem["error"].startswith("generateTestCases: ")
    assert "HTTP 503" in problem["error"]
    assert "attempt 2 failed" in failed.told
    kept = terminal.problem(problem["problemId"])
    assert kept["text"]["title"] == "Sticky Shift"
    assert kept["testCases"] == []

    restarted = terminal.run(
        "jobs", "restart", problem["jobId"], "--from-step", "generateTestCases"
    )
    assert restarted.exit_code == 0, restarted.told
    done = terminal.run(*GENERATE)
    assert "an earlier run" in done.told
    assert done.document["problems"][0]["problemId"] == problem["problemId"]
    assert done.document["problems"][0]["verified"] is True
    assert model.count("problem_text") == 1


def test_a_budget_that_is_too_small_stops_before_the_call_with_its_figures(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    finished = terminal.run(*GENERATE, "--budget-usd", "0.03")
    assert finished.exit_code == 1
    [problem] = finished.document["problems"]
    assert problem["status"] == "failed"
    assert problem["error"].startswith("generateProblemText: ")
    assert "0.03" in problem["error"]
    assert model.requests == []


def test_a_statement_that_nobody_can_decide_ends_in_a_rejected_problem(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    tester = authored()["tester"]
    wrong = tester["wrongSolutions"][0]["code"]
    model.answer("tester", tester | {"bruteForce": wrong}, repeat=True)
    verdict = {"atFault": "statement", "explanation": "it does not say what a held key does"}
    model.answer("adjudication", verdict)
    finished = terminal.run(*GENERATE)
    assert finished.exit_code == 1
    [problem] = finished.document["problems"]
    assert (problem["status"], problem["verified"]) == ("completed", False)
    assert problem["error"] == "the statement is ambiguous: it does not say what a held key does"
