"""The same commands on PostgreSQL, where several processes work at once."""

from collections.abc import Callable

from command_line import CommandLine


def test_two_commands_make_their_problems_on_one_postgresql(
    command_line: CommandLine, postgresql_url: Callable[..., str]
) -> None:
    person = command_line.with_env(PROBLEMSMITH_DATABASE_URL=postgresql_url())
    refused = person.run("generate", "--dummy")
    assert refused.exit_code == 3
    assert "problemsmith db upgrade" in refused.told
    assert person.run("db", "upgrade").exit_code == 0
    with person.start("generate", "--dummy", "--json") as first:
        second = person.run("generate", "--dummy", "--json")
        made = [first.finish(), second]
    assert [finished.exit_code for finished in made] == [0, 0], [finished.told for finished in made]
    verified = {
        problem["problemId"]
        for finished in made
        for problem in finished.document["problems"]
        if problem["verified"]
    }
    assert len(verified) == 2
    assert len(person.here("jobs", "list", "--json").document["jobs"]) == 2
