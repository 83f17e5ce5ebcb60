"""The scripted model's server, in a thread of a test or as a program.

    python tests/scripted_model/server.py --port 0 --answers DIR [--faults FILE] [--log FILE]

prints its URL and serves until it is ended. DIR holds one JSON answer a file, named after a prompt
or a step; FILE maps a prompt, a step or "*" to a list of fault names, taken in order.
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

if __name__ == "__main__":  # as a program, the folder above is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripted_model.protocols import CHAT_COMPLETIONS, MESSAGES, MODELS, body_of, model_list
from scripted_model.replies import Answer, Reply, as_reply, error, fault_named
from scripted_model.requests import RecordedRequest
from scripted_model.wire import HttpRequest, HttpResponse, serve_connection

Responder = Callable[[RecordedRequest], Answer | None]

ANYTHING = "*"

LONGEST_SECONDS = 120
"""A bound on a hang, not a measure."""


class ScriptedModel:
    """Answers what it is told to, and remembers what it was asked.

    A name is a prompt's, a step's, or "*" for any. The prompt's script comes before the step's;
    faults come before answers; `respond` is asked last. What nobody scripted is an HTTP 400 that
    says so. All methods are safe from any thread.
    """

    def __init__(self, *, log: Path | None = None) -> None:
        self.requests: list[RecordedRequest] = []
        self.delay = 0.0  # seconds before every answer
        self.most_at_once = 0  # requests answered side by side, at the most
        self.hang_ups: list[RecordedRequest] = []  # those the client gave up while we hung
        self._in_flight = 0
        self._log = log
        self._lock = threading.Lock()
        self._arrived = threading.Condition(self._lock)
        self._answers: defaultdict[str, deque[Reply]] = defaultdict(deque)
        self._standing: dict[str, Reply] = {}
        self._faults: defaultdict[str, deque[Reply | None]] = defaultdict(deque)
        self._responder: Responder | None = None
        self._held: dict[str, asyncio.Event] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._port = 0

    # Scripting

    def answer(self, name: str, *answers: Answer, repeat: bool = False) -> None:
        """Queue answers; with `repeat`, the last one is given for ever after."""
        replies = [as_reply(answer) for answer in answers]
        with self._lock:
            if repeat:
                self._standing[name] = replies.pop()
            self._answers[name].extend(replies)

    def respond(self, responder: Responder) -> None:
        """Ask this function when no queue has an answer; None means it has none either."""
        self._responder = responder

    def fault(self, name: str, reply: Reply | None, times: int = 1) -> None:
        """Queue a fault, to come before the answers; None lets one call through."""
        with self._lock:
            self._faults[name].extend([reply] * times)

    def hold(self, name: str) -> None:
        """Keep back the answers to a prompt or step, from the next request until `release`."""
        self._held[name] = asyncio.Event()

    def release(self, name: str) -> None:
        """Send the answers that are kept back, and keep back none any more."""
        held = self._held.pop(name)
        if self._loop:
            self._loop.call_soon_threadsafe(held.set)

    # What was asked

    def count(self, name: str = ANYTHING) -> int:
        """How many requests came, of a prompt or step or in all."""
        return len(self.of(name))

    def of(self, name: str = ANYTHING) -> list[RecordedRequest]:
        """The requests of a prompt or step, in order."""
        with self._lock:
            return self._of(name)

    def wait_for_requests(
        self, count: int, name: str = ANYTHING, timeout: float = LONGEST_SECONDS
    ) -> None:
        """Block until so many requests of a prompt or step have come."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._of(name)) >= count, timeout):
                raise TimeoutError(f"{len(self._of(name))} of {count} requests came for {name}")

    def wait_for_hang_ups(self, count: int, timeout: float = LONGEST_SECONDS) -> list[str]:
        """Block until clients have given up so many requests that hang; gives their prompts."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.hang_ups) >= count, timeout):
                raise TimeoutError(f"{len(self.hang_ups)} of {count} requests were given up")
            return [request.prompt for request in self.hang_ups]

    def _of(self, name: str) -> list[RecordedRequest]:
        return [r for r in self.requests if name in (r.prompt, r.step, ANYTHING)]

    # Serving

    @property
    def url(self) -> str:
        """The base URL of the chat-completions protocol."""
        return f"{self.root_url}/v1"

    @property
    def root_url(self) -> str:
        """The base URL of Anthropic's protocol."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, port: int = 0) -> Self:
        """Serve from a thread; returns when the port is open."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(port)), daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the scripted model did not start")
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._loop and self._stop and self._thread:
            if self._thread.is_alive():
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def _serve(self, port: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(serve_connection(reader, writer, self._handle))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", port, limit=2**20, backlog=4096)
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _handle(self, http: HttpRequest) -> HttpResponse:
        path = http.path.partition("?")[0]
        if http.method == "GET" and path.endswith(MODELS):
            return HttpResponse(body=model_list())
        if http.method != "POST" or not path.endswith((CHAT_COMPLETIONS, MESSAGES)):
            return _response(error(404, f"no such route: {http.method} {path}"), b"")
        request = RecordedRequest(path, http.headers, json.loads(http.body), time.time())
        with self._lock:
            self.requests.append(request)
            self._arrived.notify_all()
            self._write_log(request)
            scripted = self._next(request)
        reply = scripted or self._respond(request) or _nothing_scripted(request)
        self._in_flight += 1
        self.most_at_once = max(self.most_at_once, self._in_flight)
        await asyncio.sleep(reply.delay or self.delay)
        names = {request.prompt, request.step, ANYTHING}
        for held in [gate for name, gate in self._held.items() if name in names]:
            await held.wait()
        self._in_flight -= 1
        return replace(
            _response(reply, body_of(request, reply)), hung_up=lambda: self._hung_up(request)
        )

    def _hung_up(self, request: RecordedRequest) -> None:
        with self._lock:
            self.hang_ups.append(request)
            self._arrived.notify_all()

    def _next(self, request: RecordedRequest) -> Reply | None:
        names = (request.prompt, request.step, ANYTHING)
        for name in names:
            if self._faults[name]:
                fault = self._faults[name].popleft()
                if fault is not None:
                    return fault
                break
        for name in names:
            if self._answers[name]:
                return self._answers[name].popleft()
            if name in self._standing:
                return self._standing[name]
        return None

    def _respond(self, request: RecordedRequest) -> Reply | None:
        answer = self._responder(request) if self._responder else None
        return None if answer is None else as_reply(answer)

    def _write_log(self, request: RecordedRequest) -> None:
        if self._log is None:
            return
        labels = {name: getattr(request, name) for name in ("time", "job", "step", "prompt")}
        with self._log.open("a") as log:
            log.write(json.dumps({**labels, "path": request.path, "model": request.model}) + "\n")


def _response(reply: Reply, body: bytes) -> HttpResponse:
    return HttpResponse(
        reply.status,
        reply.headers,
        body or reply.body or b"",
        hang=reply.hang,
        cut=reply.cut,
    )


def _nothing_scripted(request: RecordedRequest) -> Reply:
    return error(400, f"nothing scripted for step {request.step!r}, prompt {request.prompt!r}")


def main() -> None:
    """Serve the answers of a folder until ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--answers", type=Path, required=True)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--delay", type=float, default=0.0)
    options = parser.parse_args()
    model = ScriptedModel(log=options.log)
    model.delay = options.delay
    for file in sorted(options.answers.glob("*.json")):
        model.answer(file.stem, json.loads(file.read_text()), repeat=True)
    faults = json.loads(options.faults.read_text()) if options.faults else {}
    for name, scripted in faults.items():
        for fault in scripted:
            model.fault(name, fault_named(fault))
    model.start(options.port)
    sys.stdout.write(f"{model.url}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
