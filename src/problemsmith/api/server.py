"""Serving: the socket, the signals, and an end that loses nothing."""

import asyncio
import contextlib
import ipaddress
import os
import signal
import socket
from collections.abc import Callable, Generator
from types import FrameType

import uvicorn

from problemsmith.api.app import create_api, put_behind
from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.service.application import Application
from problemsmith.service.keys import any_key_made
from problemsmith.workflows import EventFeed

BACKLOG = 2_048
"""Connections that may wait to be accepted."""

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection is kept: longer than proxies keep theirs, so that none is cut."""

GRACE_SECONDS = 30
"""How long requests may take to finish once the server stops."""


async def check_keys(app: Application, listening: socket.socket) -> bool:
    """Whether a key was ever made; without one only this machine may be served.

    Raises:
        EnvironmentNotReadyError: No key was made, and the address is not loopback.
    """
    made = await any_key_made(app.store)
    if not (made or ipaddress.ip_address(listening.getsockname()[0]).is_loopback):
        raise EnvironmentNotReadyError(
            f"no API key was made, so anybody who reaches {app.settings.host} would be an admin:"
            " make one with `problemsmith keys create --user NAME --admin`, or listen on"
            " 127.0.0.1"
        )
    return made


async def serve(app: Application, listening: socket.socket, *, told: Callable[[str], None]) -> None:
    """Answer requests until a first signal; a second one ends the process at once.

    `listening` is from `open_socket`, and is closed at the end. `told` is given the address once
    the server listens.
    """
    settings = app.settings
    with contextlib.closing(listening):
        host, port = listening.getsockname()[:2]
        feed = EventFeed(app.engine)
        api = create_api(settings)
        put_behind(api, app, feed)
        await api.state.metrics.start(feed)
        server = _Server(
            uvicorn.Config(
                api,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

        def stop() -> None:
            server.should_exit = True
            # Streams end, and requests that wait for a step are answered: the job goes on.
            feed.close()

        listening.listen(BACKLOG)  # from here on whoever connects is answered
        told(f"http://{f'[{host}]' if ':' in host else host}:{port}")
        with _signals(stop):
            await server.serve(sockets=[listening])


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that is bound there; raises EnvironmentNotReadyError, which says what to do."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise EnvironmentNotReadyError(f"{host} is no address to listen on: {error}") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        listening.close()
        raise EnvironmentNotReadyError(
            f"can't listen on {host}, port {port}: {os.strerror(error.errno or 0)}; choose another"
            " port with --port"
        ) from error
    return listening


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers, which last only as long as it does."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Generator[None]:
    """Let the first SIGINT or SIGTERM stop, and the second end the process at once.

    The handlers stay: what comes after the server (the worker puts down its steps) is covered too.
    """
    loop = asyncio.get_running_loop()
    asked: list[int] = []

    def handle(number: int, _: FrameType | None) -> None:
        if asked:
            os._exit(128 + number)
        asked.append(number)
        loop.call_soon_threadsafe(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    yield
