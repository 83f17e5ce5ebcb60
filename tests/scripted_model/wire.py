"""The little of HTTP/1.1 that a scripted model needs, with control over every byte it sends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True)
class HttpRequest:
    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True)
class HttpResponse:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang: bool = False
    cut: bool = False
    hung_up: Callable[[], None] = lambda: None  # called when the client gives up on a hang


Handler = Callable[[HttpRequest], Awaitable[HttpResponse]]


async def serve_connection(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler
) -> None:
    """Answer the requests of one connection, one after the other, until the client hangs up."""
    try:
        while (request := await _read(reader)) is not None:
            response = await handler(request)
            if response.hang:
                try:
                    await reader.read()  # until the client gives up
                finally:
                    response.hung_up()
                return
            await _write(writer, response)
            if response.cut:
                return
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client went away, which is its right
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> HttpRequest | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return HttpRequest(method, path, headers, body)


async def _write(writer: asyncio.StreamWriter, response: HttpResponse) -> None:
    headers = {
        "Content-Type": "application/json",
        "Content-Length": str(len(response.body)),
        **response.headers,
    }
    lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    if response.cut:
        writer.write(response.body[: len(response.body) // 2])
        await writer.drain()
        writer.transport.abort()
        return
    writer.write(response.body)
    await writer.drain()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Overloaded"  # 529 is no standard status
