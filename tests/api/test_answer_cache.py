"""Reads are answered from memory only while nothing has changed."""

import pytest

from api_server import API, make_key, running_server
from command_line import CommandLine

WISH = {"model": "dummy"}


def test_a_change_by_any_process_shows_in_the_next_answer(command_line: CommandLine) -> None:
    key = make_key(command_line, "head", "admin")
    with running_server(command_line, "--no-worker") as server:
        client = server.client(key)

        def count() -> int:
            asked = [client.get(f"{API}/problems") for _ in range(3)]
            assert len({one.content for one in asked}) == 1
            assert len({one.headers["X-Request-Id"] for one in asked}) == 3
            return len(asked[0].json()["data"]["items"])

        assert count() == 0
        made = client.post(f"{API}/problems", json=WISH).json()["data"]["problemId"]
        assert count() == 1
        started = command_line.here("generate", "--dummy", "--detach", "--json")
        assert started.exit_code == 0, started.stderr
        assert count() == 2
        client.delete(f"{API}/problems/{made}")
        assert count() == 1
        assert client.get(f"{API}/problems/{made}").status_code == 404


def test_nobody_is_given_the_answer_made_for_another(command_line: CommandLine) -> None:
    owner, other = (make_key(command_line, user) for user in ("owner", "other"))
    with running_server(command_line, "--no-worker") as server:
        first = server.client(owner)
        made = first.post(f"{API}/problems", json=WISH).json()["data"]["problemId"]
        whole = [first.get(f"{API}/problems/{made}").status_code for _ in range(2)]
        assert whole == [200, 200]
        assert server.client(other).get(f"{API}/problems/{made}").status_code == 404
        listed = command_line.here("keys", "list", "--json").document
        [own] = [one for one in listed["keys"] if one["user"] == "owner"]
        command_line.here("keys", "revoke", own["id"])
        assert first.get(f"{API}/problems/{made}").status_code == 401


@pytest.mark.parametrize("path", ["/problems", "/problems/models"])
def test_an_answer_from_memory_counts_against_the_limit(
    command_line: CommandLine, path: str
) -> None:
    key = make_key(command_line, "one")
    with running_server(
        command_line, "--no-worker", PROBLEMSMITH_REQUESTS_PER_MINUTE="3"
    ) as server:
        client = server.client(key)
        codes = [client.get(f"{API}{path}").status_code for _ in range(4)]
    assert codes[0] == 200
    assert codes[-1] == 429
