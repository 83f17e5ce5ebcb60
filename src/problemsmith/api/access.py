"""Who a request comes from, and what every route is handed."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader

from problemsmith.api.limits import RateLimit
from problemsmith.api.metrics import Metrics
from problemsmith.errors import ForbiddenError
from problemsmith.service.access import LOCAL_ADMIN, Caller
from problemsmith.service.application import Application
from problemsmith.service.keys import KeyRing
from problemsmith.service.readiness import SandboxProbe
from problemsmith.workflows import EventFeed

_header = APIKeyHeader(
    name="X-API-Key",
    auto_error=False,
    description="Made by `problemsmith keys create` or `POST /keys`. Before the first key is made,"
    " the server listens on loopback only and needs none.",
)


@dataclass(frozen=True, slots=True)
class ServerState:
    """What the server keeps for all requests."""

    app: Application
    feed: EventFeed
    keys: KeyRing
    requests: RateLimit
    submissions: RateLimit
    metrics: Metrics
    sandbox: SandboxProbe


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: who asks, and what there is to answer with."""

    app: Application
    feed: EventFeed
    caller: Caller


def state_of(request: Request) -> ServerState:
    """What the server keeps."""
    state: ServerState = request.app.state.server
    return state


async def enter(request: Request, key: Annotated[str | None, Security(_header)] = None) -> Visit:
    """The caller, within the limits of the key.

    Raises:
        AuthenticationError: No key where one is needed, or a wrong one.
        ForbiddenError: Without keys, a request that a web page of another site could have sent.
        RateLimitedError: Too many requests.
    """
    state = state_of(request)
    caller = await state.keys.caller(key)
    request.scope["caller"] = caller
    if caller is LOCAL_ADMIN:
        _refuse_other_sites(request, state.app.settings.cors_origins)
    else:
        state.requests.take(str(caller.key_id))
    return Visit(state.app, state.feed, caller)


async def enter_to_submit(request: Request, visit: Annotated[Visit, Depends(enter)]) -> Visit:
    """As `enter`, for one who has a program judged."""
    if visit.caller is not LOCAL_ADMIN:
        state_of(request).submissions.take(str(visit.caller.key_id))
    return visit


async def enter_metrics(
    request: Request, key: Annotated[str | None, Security(_header)] = None
) -> ServerState:
    """Admins, and anybody on this machine."""
    state = state_of(request)
    if key is None and request.client and is_loopback(request.client.host):
        _refuse_other_sites(request, state.app.settings.cors_origins)
        return state
    caller = await state.keys.caller(key)
    if not caller.is_admin:
        raise ForbiddenError("the metrics take a key with the role admin")
    return state


Visitor = Annotated[Visit, Depends(enter)]
Submitter = Annotated[Visit, Depends(enter_to_submit)]
MetricsReader = Annotated[ServerState, Depends(enter_metrics)]


def is_loopback(host: str) -> bool:
    """Whether the name or address is this machine's own."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_other_sites(request: Request, allowed: tuple[str, ...]) -> None:
    """Refuse what a web page of another site could send to a server that asks for no key.

    A page can post across sites, which its `Origin` tells, and it can have its own name resolve to
    loopback, which the `Host` tells.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not is_loopback(host):
        raise ForbiddenError(
            f"without API keys only this machine is served, not {host!r}: make a key with"
            " `problemsmith keys create`"
        )
    origin = request.headers.get("origin")
    if origin is None or origin in allowed:
        return
    if not is_loopback(urlsplit(origin).hostname or ""):
        raise ForbiddenError(f"the origin {origin!r} is not among the CORS origins of the settings")
