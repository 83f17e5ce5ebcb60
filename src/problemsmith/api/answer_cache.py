"""Answers to reads that are given again for as long as nothing in the database has changed."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from problemsmith.api.access import ServerState
from problemsmith.errors import RateLimitedError
from problemsmith.service.access import Caller

MOST_BYTES = 32 * 2**20
"""All of it together."""
MOST_BYTES_EACH = 2**20
BYTES_BESIDE = 2_000
"""What an answer takes beside its body: its headers, and the objects around it."""
LONGEST_ADDRESS = 1_000
"""Bytes of path and query; no client of good will asks for longer ones."""
MOST_SECONDS = 30
"""An answer is made anew after that, so that the key counts as used."""

_Key = tuple[str, str, bytes]
"""The API key, the path and the query."""


@dataclass(slots=True)
class _Answer:
    change: int
    made_at: float
    caller: Caller
    route: object
    start: Message
    body: bytes


@dataclass(slots=True)
class _Recording:
    start: Message | None = None
    body: bytes | None = None
    """None as soon as it is not to be kept."""

    def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if message["status"] == 200 and kind.startswith("application/json"):
                # Those further out add headers to what they are handed.
                self.start = {**message, "headers": list(message["headers"])}
        elif self.start is not None:
            whole = self.body is None and not message.get("more_body")
            self.body = message.get("body", b"") if whole else None
            self.start = self.start if whole else None


@dataclass(slots=True)
class _Kept:
    answers: OrderedDict[_Key, _Answer] = field(default_factory=OrderedDict[_Key, _Answer])
    bytes: int = 0

    def put(self, key: _Key, answer: _Answer) -> None:
        self.drop(key)
        self.answers[key] = answer
        self.bytes += len(answer.body) + BYTES_BESIDE
        while self.bytes > MOST_BYTES:
            self.drop(next(iter(self.answers)))

    def drop(self, key: _Key) -> None:
        gone = self.answers.pop(key, None)
        self.bytes -= len(gone.body) + BYTES_BESIDE if gone else 0


class AnswerCache:
    """Keeps the answers to GET requests that came with a key, by key, path and query.

    An answer is given again only while the database says that nobody has changed anything since
    before it was made: not the problem, and not the key, which may have been revoked. It counts
    against the key's limit as any other.
    """

    def __init__(self, app: ASGIApp, *, base: str) -> None:
        self._app = app
        self._base = base
        self._kept = _Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].startswith(self._base)
            or len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS
            or not (secret := Headers(scope=scope).get("x-api-key"))
        ):
            await self._app(scope, receive, send)
            return
        state: ServerState = scope["app"].state.server
        change = state.app.store.changes.number()
        key = (secret, scope["path"], scope["query_string"])
        if (kept := self._current(key, change)) and _is_allowed(state, kept.caller):
            scope["caller"], scope["route"] = kept.caller, kept.route
            await send({**kept.start, "headers": list(kept.start["headers"])})
            await send({"type": "http.response.body", "body": kept.body})
            return
        recording = _Recording()

        async def send_recorded(message: Message) -> None:
            recording.take(message)
            await send(message)

        await self._app(scope, receive, send_recorded)
        start, body, caller = recording.start, recording.body, scope.get("caller")
        if change is not None and start and body and caller and len(body) <= MOST_BYTES_EACH:
            route = scope.get("route")
            self._kept.put(key, _Answer(change, time.monotonic(), caller, route, start, body))

    def _current(self, key: _Key, change: int | None) -> _Answer | None:
        kept = self._kept.answers.get(key)
        if kept is None:
            return None
        if kept.change != change or time.monotonic() - kept.made_at > MOST_SECONDS:
            self._kept.drop(key)
            return None
        self._kept.answers.move_to_end(key)
        return kept


def _is_allowed(state: ServerState, caller: Caller) -> bool:
    """Whether the key may ask once more now; if not, the route itself says so."""
    try:
        state.requests.take(str(caller.key_id))
    except RateLimitedError:
        return False
    return True
