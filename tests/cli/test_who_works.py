"""What commands tell of who works, and a server that leaves the work to others."""

from collections.abc import Callable

import httpx2
import pytest

from api_server import API, INSTANCES, running_server
from command_line import CommandLine

DETACHED = ("generate", "--dummy", "--detach")


@pytest.fixture(params=["sqlite", "postgresql"])
def person(request: pytest.FixtureRequest, command_line: CommandLine) -> CommandLine:
    if request.param == "sqlite":
        return command_line
    postgresql_url: Callable[..., str] = request.getfixturevalue("postgresql_url")
    person = command_line.with_env(PROBLEMSMITH_DATABASE_URL=postgresql_url())
    assert person.here("db", "upgrade").exit_code == 0
    return person


def test_commands_tell_the_truth_about_who_works(person: CommandLine) -> None:
    assert person.here("stats", "--json").document["workers"] == []
    assert "start one: problemsmith worker" in person.here("stats").stdout
    assert "wait for a worker" in person.here(*DETACHED).told
    with person.start("worker", "--concurrency", "3") as worker:
        worker.wait_for("Working.")
        [seen] = person.here("stats", "--json").document["workers"]
        assert (seen["pid"], seen["concurrency"]) == (worker.process.pid, 3)
        assert 0 <= seen["jobs"] <= 3
        told = person.here("stats").stdout
        assert "of 3 jobs" in told
        assert str(worker.process.pid) in told
        assert "a worker is running" in person.here(*DETACHED).told
        worker.kill()
    assert "wait for a worker" in person.here(*DETACHED).told


def test_a_server_without_a_worker_leaves_the_jobs_to_one(person: CommandLine) -> None:
    with running_server(person, "--no-worker") as server:
        client = server.client()
        assert "Nobody works on jobs yet" in server.running.stderr
        made = client.post(
            f"{API}/problems", params={"autoGenerate": True}, json={"model": "dummy"}
        )
        job = made.json()["data"]["jobId"]
        assert figures(client)["problemsmith_queue_depth"] == 1
        assert figures(client)["problemsmith_workers"] == 0
        with person.start("worker") as worker:
            worker.wait_for("completed")
            [running] = [
                value
                for name, value in figures(client).items()
                if name.startswith("problemsmith_worker_jobs_running{worker=")
            ]
            assert running == 0
        assert client.get(f"{INSTANCES}/{job}").json()["data"]["status"] == "complete"
    with person.start("worker") as worker:
        worker.wait_for("Working.")
        with running_server(person, "--no-worker") as server:
            assert "Nobody works" not in server.running.stderr


def test_a_server_beside_the_one_worker_of_a_file_says_who_does_the_jobs(
    command_line: CommandLine,
) -> None:
    with command_line.start("worker") as worker:
        worker.wait_for("Working.")
        with running_server(command_line) as server:
            told = f"(process {worker.process.pid}) does the jobs; when it stops, start a worker"
            assert told in server.running.stderr
    with running_server(command_line) as server:
        refused = command_line.here("worker")
        assert refused.exit_code != 0
        assert f"process {server.running.process.pid}" in refused.told


def figures(client: httpx2.Client) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("problemsmith_"))
    return {name: float(value) for name, value in pairs}
