"""The same commands on PostgreSQL, where several processes work at once."""

from collections.abc import Callable

import pytest

from command_line import CommandLine

GENERATE = ("generate", "--dummy", "--json")


@pytest.fixture
def person(command_line: CommandLine, postgresql_url: Callable[..., str]) -> CommandLine:
    """Somebody whose problems are kept on a PostgreSQL of their own, without tables yet."""
    return command_line.with_env(PROBLEMSMITH_DATABASE_URL=postgresql_url())


def test_commands_at_once_make_a_problem_each_and_a_killed_one_goes_on(person: CommandLine) -> None:
    refused = person.run(*GENERATE)
    assert refused.exit_code == 3
    assert "problemsmith db upgrade" in refused.told
    assert person.run("db", "upgrade").exit_code == 0

    with person.start(*GENERATE) as first:
        first.wait_for("generateProblemText: done")
        second = person.run(*GENERATE)
        made = [first.finish(), second]
    assert [finished.exit_code for finished in made] == [0, 0], [finished.told for finished in made]
    verified = [
        problem["problemId"]
        for finished in made
        for problem in finished.document["problems"]
        if problem["verified"]
    ]
    assert len(set(verified)) == 2

    with person.start(*GENERATE) as killed:
        killed.wait_for("generateProblemText: done")
    again = person.run(*GENERATE)
    assert again.exit_code == 0
    assert "Going on with 1 job of an earlier run" in again.told
    assert len(person.here("jobs", "list", "--json").document["jobs"]) == 3
