"""The server killed under load: what it accepted is done after its next start, once."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest

from api_server import API, INSTANCES, ApiServer, running_server
from command_line import CommandLine

pytestmark = pytest.mark.anyio

CLIENTS = 20
JOBS = 50
WHOLE_JOBS = 2
"""Jobs that run the whole pipeline; the others stop after their first step, to be quick."""

LONGEST_SECONDS = 200


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_was_accepted_is_done_once_after_a_kill(command_line: CommandLine) -> None:
    accepted: dict[int, str] = {}
    with running_server(command_line) as server:
        numbers = iter(range(JOBS))
        clients = [asyncio.create_task(_ask(server, numbers, accepted)) for _ in range(CLIENTS)]
        while len(accepted) < JOBS // 2:  # noqa: ASYNC110 - the clients set no event
            await asyncio.sleep(0.01)
        server.kill()
        await asyncio.gather(*clients)
    assert JOBS // 2 <= len(accepted) < JOBS, "the kill came under load"
    with running_server(command_line) as server:
        async with _client(server) as client:
            for number in range(JOBS):
                problem = await _create(client, number)
                assert accepted.get(number, problem) == problem, "a retry made another problem"
            problems = (await client.get(f"{API}/problems", params={"limit": 500})).json()
            assert len(problems["data"]["items"]) == JOBS
            async with asyncio.timeout(LONGEST_SECONDS):
                while (jobs := await _jobs(client)) and set(jobs.values()) != {"complete"}:
                    assert set(jobs.values()) <= {"queued", "running", "complete"}
                    await asyncio.sleep(0.2)
    assert len(jobs) == JOBS


def _client(server: ApiServer) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=server.url, timeout=120, trust_env=False)


async def _ask(server: ApiServer, numbers: Iterator[int], accepted: dict[int, str]) -> None:
    """Make problems and their jobs until the server is gone."""
    async with _client(server) as client:
        for number in numbers:
            try:
                accepted[number] = await _create(client, number)
            except httpx2.TransportError:
                return


async def _create(client: httpx2.AsyncClient, number: int) -> str:
    """Make a problem with its job, or find that it was made; the problem's id."""
    whole = number < WHOLE_JOBS
    made = await client.post(
        f"{API}/problems",
        params={"autoGenerate": whole},
        json={"model": "dummy"},
        headers={"Idempotency-Key": f"key-{number}"},
    )
    assert made.status_code == 200, made.text
    problem: str = made.json()["data"]["problemId"]
    if not whole:
        params = {"model": "dummy", "problemId": problem, "stopAfterStep": "generateProblemText"}
        started = await client.post(INSTANCES, json={"id": f"job-{number}", "params": params})
        assert started.status_code in (200, 409), started.text
    return problem


async def _jobs(client: httpx2.AsyncClient) -> dict[str, str]:
    listed = (await client.get(INSTANCES, params={"limit": 500})).json()
    return {job["id"]: job["status"] for job in listed["data"]["items"]}
