"""`jobs prune`: what ended long ago goes, and nothing that somebody still needs."""

from uuid import uuid4

import pytest

from cli.kept import a_proved_problem, keep
from command_line import CommandLine
from problemsmith.store.records import NewJob

BATCH = ("generate", "--dummy", "--batch", "mine", "--count", "2", "--json")


@pytest.fixture
def filled(command_line: CommandLine) -> CommandLine:
    """More failed jobs than go at once."""
    problem = a_proved_problem(uuid4())
    jobs = tuple(
        NewJob(id=f"job-{number}", problem_id=problem.id, params={}, model="dummy")
        for number in range(120)
    )
    keep(command_line, problem, jobs=jobs)
    return command_line


def test_what_would_go_is_shown_and_then_goes_without_the_problem(filled: CommandLine) -> None:
    shown = filled.here("jobs", "prune", "--older-than", "0s", "--dry-run", "--json").document
    assert (shown["dryRun"], shown["jobs"], shown["byStatus"]) == (True, 120, {"failed": 120})
    assert (
        "would delete 120 jobs: 120 failed"
        in filled.here("jobs", "prune", "--older-than", "0s", "--dry-run").stdout
    )
    assert filled.here("jobs", "prune", "--older-than", "1h", "--json").document["jobs"] == 0
    assert filled.here("jobs", "prune").stdout == "deleted 0 jobs\n"
    kept = filled.here("jobs", "prune", "--older-than", "0s", "--status", "completed", "--json")
    assert kept.document["jobs"] == 0
    gone = filled.here("jobs", "prune", "--older-than", "0s", "--status", "failed", "--json")
    assert gone.document["jobs"] == len(gone.document["jobIds"]) == 120
    assert filled.here("jobs", "list", "--json").document["jobs"] == []
    assert len(filled.here("problems", "list", "--json").document["problems"]) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--older-than", "yesterday"), "write a number and s, m, h, d or w"),
        (("--older-than", "999999w"), "nothing is that old"),
        (("--status", "paused"), "only completed, failed, terminated jobs can go"),
    ],
)
def test_a_wrong_option_says_what_is_right(
    command_line: CommandLine, options: tuple[str, ...], told: str
) -> None:
    refused = command_line.here("jobs", "prune", *options)
    assert refused.exit_code == 2
    assert told in refused.told


def test_a_batch_makes_no_problem_twice_after_its_jobs_were_pruned(
    command_line: CommandLine,
) -> None:
    made = command_line.run(*BATCH).document["problems"]
    waiting = command_line.here("generate", "--dummy", "--detach", "--json").document["problems"]
    pruned = command_line.here("jobs", "prune", "--older-than", "0s", "--json").document
    assert (pruned["jobs"], pruned["keptForBatches"]) == (2, 2)
    assert command_line.here("jobs", "prune", "--older-than", "0s", "--json").document["jobs"] == 0
    again = command_line.run(*BATCH)
    assert again.exit_code == 0
    assert [one["problemId"] for one in again.document["problems"]] == [
        one["problemId"] for one in made
    ]
    listed = command_line.here("jobs", "list", "--json").document["jobs"]
    assert waiting[0]["jobId"] in [job["jobId"] for job in listed]
    assert len(listed) == 3
