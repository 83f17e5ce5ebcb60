"""Database URLs as people write them, and as the drivers want them."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from problemsmith.errors import ValidationError

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

_BACKENDS = {"sqlite": SQLITE, "postgresql": POSTGRESQL, "postgres": POSTGRESQL}


@dataclass(frozen=True, slots=True)
class DatabaseLocation:
    """Where the database is.

    `url` is for `create_async_engine`, `blocking_url` for `create_engine`; `file` is SQLite's file
    and None for a server.
    """

    backend: str
    url: URL
    blocking_url: URL
    file: Path | None

    def __str__(self) -> str:
        """The place as people may see it: a file's path, or the URL without its password."""
        if self.file is not None:
            return str(self.file)
        return self.url.set(drivername=self.backend).render_as_string(hide_password=True)


def locate(url: str) -> DatabaseLocation:
    """The location that a URL names: `sqlite:///relative`, `sqlite:////absolute`, `postgresql://...`.

    The driver is ours to choose, so a URL may name another one. Raises ValidationError for an
    unreadable URL, another database system, and an in-memory database (each connection would see
    its own, and a restart would lose it).
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The URL itself may hold a password, so the message does not repeat it.
        raise ValidationError(
            "PROBLEMSMITH_DATABASE_URL is not a database URL: write sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from error
    backend = _BACKENDS.get(parsed.get_backend_name())
    if backend is None:
        raise ValidationError(
            f"PROBLEMSMITH_DATABASE_URL names {parsed.get_backend_name()}, which is not supported: "
            "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
        )
    if backend == POSTGRESQL:
        # psycopg serves both, blocking and not.
        driven = parsed.set(drivername="postgresql+psycopg")
        return DatabaseLocation(backend, driven, driven, None)
    return _locate_file(parsed)


def _locate_file(parsed: URL) -> DatabaseLocation:
    name = parsed.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise ValidationError(
            "PROBLEMSMITH_DATABASE_URL must name a plain file, such as sqlite:///problems.sqlite; "
            "a database in memory would be lost with the process"
        )
    file = Path(name).expanduser().absolute()
    url = URL.create("sqlite+aiosqlite", database=str(file))
    return DatabaseLocation(SQLITE, url, url.set(drivername="sqlite+pysqlite"), file)
