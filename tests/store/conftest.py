"""Each test of the store gets a database of its own, once on SQLite and once on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from postgres_server.fixtures import SharedServer
from problemsmith.store import Database, upgrade


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'problemsmith.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    create: Callable[[], str] = request.getfixturevalue("postgresql_url")
    return create()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that the real migrations made, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "problemsmith.sqlite"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_database(shared_server: SharedServer) -> Iterator[str]:
    """A PostgreSQL database that the real migrations made, to be copied; its name."""
    name = shared_server.create_database()
    asyncio.run(upgrade(shared_server.url(name)))
    yield name
    shared_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with tables."""
    if request.param == "sqlite":
        file = tmp_path / "problemsmith.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        return f"sqlite:///{file}"
    create: Callable[..., str] = request.getfixturevalue("postgresql_url")
    return create(template=request.getfixturevalue("migrated_database"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with await Database.open(database_url) as opened:
        yield opened
