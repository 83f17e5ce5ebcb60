"""Reads and judging over HTTP, beside a bare FastAPI route that answers the same bytes."""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVE = "import sys; from problemsmith.cli import main; sys.exit(main())"
BARE = """
import sys, uvicorn
from fastapi import FastAPI, Response
from pathlib import Path
api = FastAPI()
folder = Path(sys.argv[1])
@api.get("/{name}")
async def answer(name: str) -> Response:
    return Response(bodies[name], media_type="application/json")
bodies = {file.name: file.read_bytes() for file in folder.iterdir()}
config = uvicorn.Config(api, port=0, log_level="info", access_log=False, timeout_keep_alive=75)
uvicorn.Server(config).run()
"""
API = "/api/v1"
ROUNDS = 10
REQUESTS = 40
SUBMISSIONS = 20
MOST = 3.0


@dataclass(frozen=True)
class Times:
    """Milliseconds of single requests, one after the other on one connection."""

    values: list[float]

    def __str__(self) -> str:
        p50 = statistics.median(self.values)
        p95 = statistics.quantiles(self.values, n=20)[-1]
        return f"{1000 / statistics.fmean(self.values):7.0f} /s  p50 {p50:7.2f} ms  p95 {p95:7.2f}"


@contextmanager
def server(command: list[str], env: dict[str, str], announced: str) -> Generator[tuple[int, int]]:
    """A server process: its port, and its process id."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", *command], stderr=log, env=os.environ | env
        )
        try:
            while process.poll() is None:
                log.seek(0)
                if found := re.search(announced, log.read()):
                    yield int(found[1]), process.pid
                    return
                time.sleep(0.05)
            raise RuntimeError("the server did not start")
        finally:
            process.kill()
            process.wait()


class Client:
    """One connection that is kept open."""

    def __init__(self, server: tuple[int, int], key: str = "") -> None:
        port, self._process = server
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = {"X-API-Key": key, "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, self._headers)
        return self._connection.getresponse().read()

    def data(self, method: str, path: str, body: object = None) -> dict[str, str]:
        answer = json.loads(self.ask(method, path, body))
        assert answer["success"], answer
        return answer["data"]

    def cpu(self) -> float:
        """Milliseconds of CPU that the server has used."""
        stat = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def times(
        self, count: int, method: str, path: str, body: object = None, *, anew: bool = False
    ) -> list[float]:
        """Milliseconds of requests; `anew` makes each a new one, so that no kept answer will do."""
        values: list[float] = []
        for number in range(count):
            began = time.perf_counter()
            self.ask(method, f"{path}?new={number}" if anew else path, body)
            values.append((time.perf_counter() - began) * 1000)
        return values


def main() -> None:
    """Print requests a second and percentiles; the servers take turns, so drift hits both."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "PROBLEMSMITH_DATA_DIR": folder,
            "PROBLEMSMITH_REQUESTS_PER_MINUTE": "10000000",
            "PROBLEMSMITH_SUBMISSIONS_PER_MINUTE": "10000000",
            "PROBLEMSMITH_LOG_LEVEL": "info",
        }
        command = [SERVE, "keys", "create", "bench", "--role", "admin"]
        made = subprocess.run(
            [sys.executable, "-c", *command],
            env=os.environ | env,
            capture_output=True,
            text=True,
            check=True,
        )
        key = made.stdout.strip()
        with server([SERVE, "serve", "--port", "0"], env, r"Serving on .*:(\d+)") as ours:
            _measure(Client(ours, key), Path(folder))


def _measure(ours: Client, folder: Path) -> None:
    made = ours.data("POST", f"{API}/problems?autoGenerate=true", {"model": "dummy"})
    problem = f"{API}/problems/{made['problemId']}"
    while ours.data("GET", f"{problem}/generation-status")["status"] != "completed":
        time.sleep(0.5)
    paths = {
        "models": f"{API}/problems/models",
        "list": f"{API}/problems",
        "text": f"{problem}/text",
        "problem": problem,
        "test-cases": f"{problem}/test-cases",
        "generation-status": f"{problem}/generation-status",
    }
    bodies = folder / "bodies"
    bodies.mkdir()
    for name, path in paths.items():
        (bodies / name).write_bytes(ours.ask("GET", path))
    with server([BARE, str(bodies)], {}, r"running on .*:(\d+)") as plain_server:
        bare = Client(plain_server)
        for name, path in paths.items():
            anew = ours.times(REQUESTS, "GET", path, anew=True)
            plain: list[float] = []
            full: list[float] = []
            used = -bare.cpu(), -ours.cpu()
            for _ in range(ROUNDS):
                plain += bare.times(REQUESTS, "GET", f"/{name}")
                full += ours.times(REQUESTS, "GET", path)
            work = [(used[at] + one.cpu()) / len(full) for at, one in enumerate((bare, ours))]
            ratio = statistics.median(full) / statistics.median(plain)
            size = (bodies / name).stat().st_size
            print(f"{name:18} {size:8,} bytes   bare {Times(plain)}")
            print(f"{'':32} ours {Times(full)}   {ratio:.1f} x, at most {MOST:g}")
            print(f"{'':32} anew {Times(anew)}   nothing kept from before")
            print(f"{'':32} CPU a request: {work[0]:.2f} and {work[1]:.2f} ms", end="")
            print(f", {work[1] / max(work[0], 0.01):.1f} x (a busy machine tells this truer)")
    code = json.loads(ours.ask("GET", f"{problem}/solution"))["data"]["solution"]
    run = {"code": code, "language": "python"}
    judged = ours.times(SUBMISSIONS, "POST", f"{problem}/solution/run", run)
    print(f"{'judging':32} ours {Times(judged)}")


if __name__ == "__main__":
    main()
