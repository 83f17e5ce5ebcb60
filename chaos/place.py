"""Where a run keeps everything: a folder, and in it a SQLite file or beside it a PostgreSQL."""

import os
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from chaos.plan import System
from command_line import COMMAND
from postgres_server import PostgresServer
from problemsmith.workflows.database import normal_url

_DATABASE = "chaos"


@dataclass(frozen=True)
class Place:
    """A folder and a database that nobody else uses."""

    folder: Path
    url: str
    server: PostgresServer | None

    @property
    def environment(self) -> dict[str, str]:
        """All that a `problemsmith` command of this run finds in its environment."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "PROBLEMSMITH_DATA_DIR": str(self.folder),
            "PROBLEMSMITH_DATABASE_URL": self.url,
        }

    def run(self, *arguments: str) -> None:
        """Run a `problemsmith` command to its end; raises RuntimeError with what it said."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"problemsmith {' '.join(arguments)}: {done.stderr.strip()}")

    def engine(self) -> sa.Engine:
        """To look into the database: the product's tables, and those of DBOS."""
        url = normal_url(self.url)
        if self.server is None:
            return sa.create_engine(url)
        # DBOS has a schema of its own there; no name is in both.
        arguments = {"options": "-c search_path=public,dbos", "connect_timeout": 5}
        return sa.create_engine(url, connect_args=arguments, pool_pre_ping=True)


@contextmanager
def opened_place(system: System, folder: Path) -> Generator[Place]:
    """The place, with tables in its database; a PostgreSQL server is stopped and deleted at the
    end, while the folder is the caller's."""
    if system is System.SQLITE:
        yield Place(folder, f"sqlite:///{folder / 'problemsmith.sqlite'}", None)
        return
    server = PostgresServer(Path(tempfile.gettempdir()) / f"problemsmith-chaos-{uuid4().hex}")
    server.start()
    try:
        place = Place(folder, server.url(server.create_database(name=_DATABASE)), server)
        place.run("db", "upgrade")
        yield place
    finally:
        server.stop()
