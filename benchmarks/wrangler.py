"""A six-step workflow in Cloudflare's local runtime (`wrangler dev`), and the same through ours.

Each side runs in processes of its own: CPU and memory are of the whole tree. The instances come in
batches, and the memory is read after the last: the local runtime keeps what it has run. Needs node
22 and wrangler; npm brings both (`npm install node@22 wrangler`, with `node_modules/.bin` first in
PATH). Where they are not installed, it says so and ends.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from benchmarks._processes import used_by
from benchmarks.workflow_layer import SixSteps
from problemsmith.workflows import NewInstance, Workflow, WorkflowEngine

WORKER = Path(__file__).with_name("wrangler_worker")
BATCH, BATCHES = 100, 6
OLDEST_NODE = 22
READY_SECONDS = 60.0
FASTER, SMALLER = 2.0, 10.0
"""What is wanted of the ratios, in workflows a second and in memory."""


@dataclass(frozen=True)
class Result:
    """Workflows a second, CPU milliseconds each, mebibytes held at the end."""

    rate: float
    cpu: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.rate:7.1f} six-step workflows a second, {self.cpu:6.1f} ms of CPU each,"
            f" {self.memory:5.0f} MiB after {BATCH * BATCHES}"
        )


def missing() -> str | None:
    """What is not installed; None when all is there."""
    for program in ("node", "wrangler"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)", told)
    if found is None or int(found[1]) < OLDEST_NODE:
        return f"node is {told.strip()}, and wrangler takes {OLDEST_NODE} or later"
    return None


def measured(pid: int, batch: Callable[[int], None]) -> Result:
    """Run the batches in the process tree; `batch` comes back when all of it has ended."""
    batch(BATCHES * BATCH)  # what is loaded once is not counted
    before = used_by(pid)
    start = time.perf_counter()
    for number in range(BATCHES):
        batch(number * BATCH)
    seconds = time.perf_counter() - start
    after = used_by(pid)
    count = BATCH * BATCHES
    return Result(count / seconds, (after.cpu - before.cpu) / count * 1000, after.now)


@contextlib.contextmanager
def local_runtime() -> Generator[tuple[int, Callable[[int], None]]]:
    """`wrangler dev` in a folder of its own: its process id, and what runs a batch."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(WORKER, folder, dirs_exist_ok=True)
        port = _free_port()
        command = ["wrangler", "dev", "--local", "--ip", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"CI": "1", "WRANGLER_SEND_METRICS": "false"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_until_ready(port)

            def batch(first: int) -> None:
                wish = {"first": first, "count": BATCH}
                _post(port, "create", wish)
                _post(port, "ended", wish)

            yield process.pid, batch
        finally:
            process.terminate()  # it ends its own children
            process.wait(30)


@contextlib.contextmanager
def ours() -> Generator[tuple[int, Callable[[int], None]]]:
    """This module as a program that runs a batch for each line: its process id, and how to ask."""
    command = [sys.executable, "-m", "benchmarks.wrangler", "--serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, told = process.stdin, process.stdout

        def batch(_: int) -> None:
            asked.write("\n")
            asked.flush()
            told.readline()

        yield process.pid, batch
        asked.close()


async def serve() -> None:
    """Run a batch for each line of the input, on a SQLite file, and say when it has ended."""
    with tempfile.TemporaryDirectory() as folder:
        workflow = Workflow("six-steps", SixSteps, None)
        engine = WorkflowEngine(f"sqlite:///{folder}/ours.sqlite", workflows=[workflow])
        async with engine:
            while await asyncio.to_thread(sys.stdin.readline):
                batch = await workflow.create_batch([NewInstance(0) for _ in range(BATCH)])
                for instance in batch.created:
                    await instance.wait()
                print("ended", flush=True)


def main() -> None:
    """Print both sides and their ratios, or why there is nothing to compare."""
    why = missing()
    if why is not None:
        print(f"skipped: {why}")
        return
    with local_runtime() as (pid, batch):
        theirs = measured(pid, batch)
    with ours() as (pid, batch):
        mine = measured(pid, batch)
    print(f"wrangler dev {theirs}")
    print(f"ours         {mine}")
    print(
        f"ratio        {mine.rate / theirs.rate:.1f} x the workflows (at least {FASTER:g}),"
        f" {theirs.cpu / mine.cpu:.1f} x less CPU,"
        f" {theirs.memory / mine.memory:.1f} x less memory (at least {SMALLER:g})"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(port: int) -> None:
    give_up = time.monotonic() + READY_SECONDS
    while True:
        try:
            _post(port, "ended", {"first": 0, "count": 0})
        except (ConnectionError, urllib.error.URLError):
            if time.monotonic() > give_up:
                raise RuntimeError("wrangler dev did not start") from None
            time.sleep(0.2)
        else:
            return


def _post(port: int, path: str, body: object) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/{path}", json.dumps(body).encode(), method="POST"
    )
    with urllib.request.urlopen(request) as response:
        return response.read().decode()


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(serve())
    else:
        main()
