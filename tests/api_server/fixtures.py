"""A server with people and problems."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from api_server import ApiServer, running_server
from api_server.marked_problem import a_marked_problem
from command_line import CommandLine
from problemsmith.store.database import Database
from problemsmith.store.records import Role

UNHURRIED = {
    "PROBLEMSMITH_REQUESTS_PER_MINUTE": "1000000",
    "PROBLEMSMITH_SUBMISSIONS_PER_MINUTE": "1000000",
    "PROBLEMSMITH_STEP_WAIT_SECONDS": "0.2",
}
"""Limits that no test meets, and no waiting for steps that nobody does."""


@dataclass(frozen=True)
class Peopled:
    """A server without a worker, the keys of its people, and verified problems of `owner`."""

    server: ApiServer
    keys: dict[str, str | None]
    """By who: `nobody` (no key), `revoked`, `other`, `owner`, `admin`."""
    problems: tuple[UUID, ...]


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    """The server: its database is filled before it starts."""
    command_line = CommandLine(tmp_path_factory.mktemp("home"), {})
    keys, problems = asyncio.run(_fill(command_line))
    with running_server(command_line, "--no-worker", **UNHURRIED) as server:
        yield Peopled(server, keys, problems)


async def _fill(command_line: CommandLine) -> tuple[dict[str, str | None], tuple[UUID, ...]]:
    problems = [a_marked_problem("owner") for _ in range(4)]
    keys: dict[str, str | None] = {"nobody": None}
    async with (
        await Database.open(f"sqlite:///{command_line.database}") as store,
        store.transaction() as transaction,
    ):
        for who in ("revoked", "other", "owner", "admin"):
            role = Role.ADMIN if who == "admin" else Role.USER
            key, keys[who] = await transaction.keys.create(who, role)
            if who == "revoked":
                await transaction.keys.revoke(key.id)
        for problem in problems:
            await transaction.problems.create(problem)
    return keys, tuple(problem.id for problem in problems)
