"""Around every request: its id, its log line, its count, the security headers, the body's limit."""

import re
import time
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from problemsmith.api.errors import failure, unforeseen
from problemsmith.api.metrics import Metrics
from problemsmith.service.access import Caller

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Headers of every answer that does not set its own."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


class RequestFrame:
    """Gives each request an id, or keeps a plain `X-Request-Id` of its own; logs and counts it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid7())
        scope["request_id"] = request_id
        status, started = 500, False
        began = time.perf_counter()

        async def send_framed(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            logger: Any = structlog.get_logger()  # its methods are made by `configure_logs`
            try:
                await self._app(scope, receive, send_framed)
            except Exception:
                logger.exception("unforeseen error", path=scope["path"])
                if started:
                    raise  # half an answer: the connection has to break
                await unforeseen(request_id)(scope, receive, send_framed)
            finally:
                seconds = time.perf_counter() - began
                route = getattr(scope.get("route"), "path", "unknown")
                self._metrics.count_request(scope["method"], route, status, seconds)
                caller: Caller | None = scope.get("caller")
                logger.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round(seconds * 1000, 1),
                    user=caller.user if caller else None,
                )


class BodyLimit:
    """Answers 413 to a body past the limit, whether or not it tells its length."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        message = f"the body is larger than {self._limit:,} bytes: send less"
        told = Headers(scope=scope).get("content-length", "")
        if told.isascii() and told.isdigit() and int(told) > self._limit:
            response = failure(413, "PAYLOAD_TOO_LARGE", message)
            await response(scope, receive, send)
            return
        size = 0

        async def receive_bounded() -> Message:
            nonlocal size
            part = await receive()
            size += len(part.get("body", b""))
            if size > self._limit:
                raise HTTPException(413, message)
            return part

        await self._app(scope, receive_bounded, send)
