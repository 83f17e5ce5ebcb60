"""The fixtures: one server for a run, a database of its own for each test.

Only the conftest of all tests takes them in: taken in twice, a fixture is two, and the first to end
stops the server under the other.
"""

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from postgres_server.server import PostgresServer


class SharedServer(PostgresServer):
    """A server that every pytest worker of this run connects to."""

    def __init__(self) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
        self._lock = Path(tempfile.gettempdir()) / "problemsmith-postgresql.lock"
        super().__init__(Path(tempfile.gettempdir()) / f"problemsmith-postgresql-{run}")

    def start(self) -> None:
        """Start the server, or join the one that another worker has started."""
        with self._one_at_a_time():
            super().start()
            # Nothing here outlives the run, so nothing need reach the disk.
            self.set(fsync="off", full_page_writes="off", synchronous_commit="off")

    def stop(self) -> None:
        """Leave the server; the last worker stops it and deletes its files."""
        with self._one_at_a_time():
            super().stop()

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with self._lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@pytest.fixture(scope="session")
def shared_server() -> Iterator[SharedServer]:
    """The run's server; where PostgreSQL cannot be started, the tests that want it are skipped."""
    server = SharedServer()
    try:
        server.start()
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL cannot be started here: {error}")
    yield server
    server.stop()


@pytest.fixture
def postgresql_url(
    shared_server: SharedServer, request: pytest.FixtureRequest
) -> Callable[..., str]:
    """Makes an empty database and gives its URL; it is dropped after the test."""

    def create(*, template: str = "template1") -> str:
        name = shared_server.create_database(template=template)
        request.addfinalizer(lambda: shared_server.drop_database(name))
        return shared_server.url(name)

    return create
