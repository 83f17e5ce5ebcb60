"""Databases for a run: an SQLite file or a PostgreSQL database with the same backlog each time."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

TESTS = Path(__file__).resolve().parents[1] / "tests"

Fill = Callable[[str], None]
"""Fills the empty database of a URL."""


class SqliteFiles:
    """Copies of a file that was filled once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def template(self, fill: Fill) -> str:
        """Fill a new file; its URL."""
        url = self._next()
        fill(url)
        return url

    def copy(self, template: str) -> str:
        """A new file with what is in the template; its URL."""
        url = self._next()
        shutil.copy(template.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url

    def _next(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder}/{self._made}.sqlite"


class PostgresqlDatabases:
    """Databases of a server of this run, made from one that was filled once."""

    def __init__(self, create: Callable[..., str], url: Callable[[str], str]) -> None:
        self._create = create
        self._url = url
        self._names: dict[str, str] = {}

    def template(self, fill: Fill) -> str:
        """Fill a new database; its URL."""
        name = self._create()
        url = self._url(name)
        self._names[url] = name
        fill(url)
        return url

    def copy(self, template: str) -> str:
        """A new database with what is in the template; its URL."""
        return self._url(self._create(template=self._names[template]))


@contextmanager
def postgresql() -> Generator[PostgresqlDatabases]:
    """A server of this run's own, with every commit on the disk as in use.

    Raises ImportError or OSError where PostgreSQL cannot be started.
    """
    sys.path.insert(0, str(TESTS))
    from postgres_server import PostgresServer  # noqa: PLC0415 - the tests' folder is on the path only now

    # As it is installed: here the price of a commit is wanted.
    server = PostgresServer(Path(tempfile.gettempdir()) / f"problemsmith-benchmark-{uuid4().hex}")
    server.start()
    try:
        yield PostgresqlDatabases(server.create_database, server.url)
    finally:
        server.stop()
