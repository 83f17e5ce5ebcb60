"""Event streams: cut, taken up again, and many at once."""

import asyncio
import json
import random
from typing import Any

import httpx2
import pytest

from api_server import API, INSTANCES, ApiServer, running_server
from command_line import CommandLine

pytestmark = pytest.mark.anyio

STREAMS = 200
SHORT = {"model": "dummy", "stopAfterStep": "generateTestCaseInputs"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _client(server: ApiServer) -> httpx2.AsyncClient:
    unbounded = httpx2.Limits(max_connections=None)
    return httpx2.AsyncClient(base_url=server.url, timeout=120, limits=unbounded, trust_env=False)


async def _start(client: httpx2.AsyncClient) -> str:
    made = await client.post(INSTANCES, json={"params": SHORT})
    job: str = made.json()["data"]["jobId"]
    return job


async def _read(
    client: httpx2.AsyncClient,
    job: str,
    *,
    at_most: int | None = None,
    headers: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
) -> tuple[list[dict[str, Any]], bool]:
    """Events of one connection, and whether it was ended by the server."""
    seen: list[dict[str, Any]] = []
    address = f"{INSTANCES}/{job}/subscribe"
    async with client.stream("GET", address, headers=headers, params=params) as stream:
        if stream.status_code == 204:
            return seen, True
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))
                if at_most is not None and len(seen) == at_most:
                    return seen, False
    return seen, True


async def test_a_stream_cut_at_random_points_misses_nothing_and_repeats_nothing(
    command_line: CommandLine,
) -> None:
    rng = random.Random(4)
    with running_server(command_line) as server:
        async with _client(server) as client:
            job = await _start(client)
            seen, done = await _read(client, job, at_most=1)
            while not done:
                last = str(seen[-1]["cursor"])
                by_header = rng.random() < 0.5
                more, done = await _read(
                    client,
                    job,
                    at_most=rng.randint(1, 4),
                    headers={"Last-Event-ID": last} if by_header else None,
                    params=None if by_header else {"cursor": last},
                )
                seen += more
            whole, _ = await _read(client, job)
            after_the_end, _ = await _read(
                client, job, headers={"Last-Event-ID": str(whole[-1]["cursor"])}
            )
    assert [event["cursor"] for event in seen] == [event["cursor"] for event in whole]
    assert [event["type"] for event in whole][:: len(whole) - 1] == [
        "workflow_queued",
        "workflow_completed",
    ]
    assert after_the_end == []


async def test_two_hundred_streams_hear_the_same(command_line: CommandLine) -> None:
    with running_server(command_line) as server:
        async with _client(server) as client:
            job = await _start(client)
            heard = await asyncio.gather(*(_read(client, job) for _ in range(STREAMS)))
            answered = await client.get(f"{API}/problems")
    streams = {tuple(event["cursor"] for event in events) for events, _ in heard}
    assert len(streams) == 1, "every stream has every event once, in order"
    assert all(done and events[-1]["type"] == "workflow_completed" for events, done in heard)
    assert answered.status_code == 200


async def test_streams_end_when_the_server_stops(command_line: CommandLine) -> None:
    with running_server(command_line, "--no-worker") as server:
        async with _client(server) as client:
            job = await _start(client)
            reading = asyncio.create_task(_read(client, job))
            while await _open_streams(client) == 0:  # noqa: ASYNC110 - another process's
                await asyncio.sleep(0.05)
            server.interrupt()
            seen, done = await reading
        ended = await asyncio.to_thread(server.running.finish)
    assert [event["type"] for event in seen] == ["workflow_queued"]
    assert done
    assert ended.exit_code == 0


async def _open_streams(client: httpx2.AsyncClient) -> float:
    text = (await client.get("/metrics")).text
    [line] = [one for one in text.splitlines() if one.startswith("problemsmith_event_streams ")]
    return float(line.split()[1])
