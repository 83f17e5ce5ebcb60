"""A PostgreSQL that is restarted under commands at work: they wait for it, and go on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from command_line import CommandLine
from postgres_server import PostgresServer


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of the test's own, since others would miss theirs."""
    server = PostgresServer(Path(tempfile.gettempdir()) / f"problemsmith-away-{uuid4().hex}")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def person(command_line: CommandLine, server: PostgresServer) -> CommandLine:
    """Somebody whose problems are kept on that server."""
    url = server.url(server.create_database())
    person = command_line.with_env(PROBLEMSMITH_DATABASE_URL=url)
    assert person.run("db", "upgrade").exit_code == 0
    return person


def test_a_worker_waits_for_a_database_that_crashes_and_recovers(
    person: CommandLine, server: PostgresServer
) -> None:
    assert person.run("generate", "--dummy", "--detach").exit_code == 0
    with person.start("worker") as worker:
        worker.wait_for("generateProblemText: done")
        server.shut_down(crash=True)
        worker.wait_for("The database is away")
        server.go_on()
        worker.wait_for("The database is back")
        worker.wait_for("generateTestCases: done")
        assert "Traceback" not in worker.stderr


def test_generate_waits_for_a_database_that_is_restarted(
    person: CommandLine, server: PostgresServer
) -> None:
    with person.start("generate", "--dummy") as generate:
        generate.wait_for("generateProblemText: done")
        server.shut_down()
        generate.wait_for("The database is away")
        server.go_on()
        generate.wait_for("The database is back")
        generate.wait_for("generateTestCases: done")
        assert "Traceback" not in generate.stderr
