"""What a person gets for a wrong option, id or file: the cause, the way out, and the exit code."""

import json
from pathlib import Path

import pytest

from command_line import CommandLine
from scripted_model import ScriptedModel

NOWHERE = "00000000-0000-4000-8000-000000000000"
MODEL = ("--model", "openai-chat:any")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("generate",), "no model: name one with --model"),
        (("generate", "--model", "nobody:any"), "there is no provider 'nobody'"),
        (("generate", "--model", "any"), "any"),
        (("generate", "--dummy", "--model", "openai-chat:any"), "leave out --dummy, or --model"),
        (("generate", "--dummy", "--focus-area", "baking"), "unknown focus area baking; the known"),
        (("generate", "--dummy", "--prompt", "x" * 100_000), "--prompt: it must have at most"),
        (("generate", "--dummy", "--difficulty", "brutal"), "--difficulty: it is one of easy,"),
        (("generate", "--dummy", "--from", NOWHERE), f"no problem {NOWHERE}"),
        (("generate", "--dummy", "--direction", "harder"), "--direction goes with --from ID"),
        (
            ("generate", "--dummy", "--from", "seven"),
            "no problem seven: see `problemsmith problems",
        ),
        (("generate", "--dummy", "--budget-usd", "-1"), "--budget-usd: it must be more than 0"),
        (("generate", "--dummy", "--budget-usd", "nan"), "--budget-usd: it must be a number"),
        (("generate", "--dummy", "--count", "0"), "--count"),
        (("generate", "--dummy", "--batch", " "), "--batch: give it a name"),
        (("problems", "show", ""), "the problem's id is empty"),
        (("jobs", "show", ""), "the job's id is empty"),
        (("generate", *MODEL, "--budget-usd", "1"), "PROBLEMSMITH_MODEL_PRICES"),
        (("jobs", "start", NOWHERE, "--starting-step", "generateSolution"), "no problem"),
        (("jobs", "start", NOWHERE, "--starting-step", "mixDough"), "unknown step 'mixDough'"),
        (("jobs", "list", "--status", "lost"), "--status lost: it is one of pending"),
        (("jobs", "import-queue", "missing.json"), "can't read missing.json"),
        (("problems", "show", NOWHERE), f"no problem {NOWHERE}"),
        (("models", "add", "foo"), "write it as PROVIDER:MODEL"),
        (("models", "add", "nobody:any"), "there is no provider 'nobody'"),
        (("keys", "create", "--admin"), "name the user of the key, once: --user USER"),
        (("keys", "create", "ann", "--user", "ann"), "name the user of the key, once"),
        (("keys", "create", "ann", "--role", "king"), "--role king: it is one of user, admin"),
        (("keys", "create", "ann", "--admin", "--role", "user"), "give one of them"),
    ],
)
def test_a_wrong_request_is_told_and_starts_nothing(
    command_line: CommandLine,
    scripted_model: ScriptedModel,
    arguments: tuple[str, ...],
    reason: str,
) -> None:
    finished = command_line.with_env(OPENAI_BASE_URL=scripted_model.url).here(*arguments)
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert reason in finished.told
    assert scripted_model.requests == []
    assert jobs(command_line) == []


def test_a_missing_key_is_the_environments_fault(command_line: CommandLine) -> None:
    finished = command_line.here("generate", "--model", "anthropic:any")
    assert finished.exit_code == 3
    assert "set ANTHROPIC_API_KEY" in finished.told


def test_a_job_does_not_start_at_a_step_whose_material_is_missing(
    command_line: CommandLine,
) -> None:
    problem_id = an_empty_problem(command_line)
    start = ("jobs", "start", problem_id, "--starting-step", "generateTestCases")
    refused = command_line.here(*start)
    assert refused.exit_code == 2
    assert "has no problem text yet: run the step generateProblemText first" in refused.told
    assert [job["status"] for job in jobs(command_line)] == ["terminated"]


def test_an_old_queue_is_taken_over_once(command_line: CommandLine) -> None:
    problem_id = an_empty_problem(command_line)
    good = {"jobId": "old-1", "problemId": problem_id, "step": "generateProblemText"}
    lost = {"jobId": "old-2", "problemId": NOWHERE, "step": "generateProblemText"}
    messages = [message | {"model": "dummy"} for message in (good, lost)]
    queue = command_line.home / "queue.jsonl"
    queue.write_text("\n".join(json.dumps(message) for message in messages))

    first = command_line.here("jobs", "import-queue", str(queue), "--json")
    assert first.exit_code == 1
    assert first.document["started"] == ["old-1"]
    assert [error["jobId"] for error in first.document["errors"]] == ["old-2"]
    again = command_line.here("jobs", "import-queue", str(queue), "--json")
    assert again.exit_code == 1
    assert again.document["started"] == []
    assert "old-1" in again.document["errors"][0]["error"]
    assert [job["jobId"] for job in jobs(command_line) if job["status"] == "pending"] == ["old-1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not JSON", "holds no queue messages"),
        ('{"jobId": "a", "problemId": "b"}', "message 1, problemId: "),
        (f'[{{"jobId": "a", "problemId": "{NOWHERE}", "step": "mixDough"}}]', "message 1, step: "),
        ("[1]", "message 1"),
    ],
)
def test_a_malformed_queue_starts_nothing(
    command_line: CommandLine, tmp_path: Path, text: str, reason: str
) -> None:
    queue = tmp_path / "queue.json"
    queue.write_text(text)
    finished = command_line.here("jobs", "import-queue", str(queue))
    assert finished.exit_code == 2
    assert reason in finished.told
    assert jobs(command_line) == []


def an_empty_problem(command_line: CommandLine) -> str:
    """A problem of which nothing is made yet, and that no job is at."""
    detached = command_line.here("generate", "--dummy", "--detach", "--json")
    [waiting] = detached.document["problems"]
    assert command_line.here("jobs", "terminate", waiting["jobId"]).exit_code == 0
    return waiting["problemId"]


def jobs(command_line: CommandLine) -> list[dict[str, str]]:
    return command_line.here("jobs", "list", "--json").document["jobs"]


def test_a_key_is_made_with_options_or_with_the_name_alone(command_line: CommandLine) -> None:
    for words in (("--user", "ann", "--admin"), ("bob",), ("cid", "--role", "admin")):
        assert command_line.here("keys", "create", *words).exit_code == 0
    listed = command_line.here("keys", "list", "--json").document["keys"]
    assert {key["user"]: key["role"] for key in listed} == {
        "ann": "admin",
        "bob": "user",
        "cid": "admin",
    }
