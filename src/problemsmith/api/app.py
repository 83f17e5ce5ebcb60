"""The application: routes, errors and what is around them, put together."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from problemsmith import __version__
from problemsmith.api import errors, pages
from problemsmith.api.access import ServerState
from problemsmith.api.answer_cache import AnswerCache
from problemsmith.api.limits import RateLimit
from problemsmith.api.metrics import Metrics
from problemsmith.api.middleware import BodyLimit, RequestFrame
from problemsmith.api.openapi import describe
from problemsmith.api.routes import (
    catalogue,
    instances,
    judging,
    keys,
    operations,
    problems,
    status,
    steps,
    test_cases,
)
from problemsmith.service.application import Application
from problemsmith.service.keys import KeyRing
from problemsmith.service.readiness import SandboxProbe
from problemsmith.settings import Settings
from problemsmith.workflows import EventFeed

BASE = "/api/v1"

ROUTERS = (
    catalogue.router,  # before /problems/{id}, which would take its paths
    problems.router,
    test_cases.router,
    steps.router,
    judging.router,
    status.router,
    instances.router,
    keys.router,
)


def create_api(settings: Settings) -> FastAPI:
    """The API without anything behind it: enough for its document. `serve` it with a state."""
    api = FastAPI(
        title="problemsmith",
        version=__version__,
        openapi_url=f"{BASE}/openapi.json",
        docs_url=None,  # the page is our own, and works without a network
        redoc_url=None,
        redirect_slashes=False,
    )
    for router in ROUTERS:
        api.include_router(router, prefix=BASE, responses=errors.failures(*errors.ALWAYS))
    api.include_router(operations.router)
    api.include_router(operations.router, prefix=BASE, include_in_schema=False)
    api.include_router(pages.router)
    errors.install(api)

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = describe(api)
        return api.openapi_schema

    api.openapi = openapi
    metrics = Metrics()
    api.state.metrics = metrics
    # The last one added is the outermost.
    api.add_middleware(AnswerCache, base=BASE)
    api.add_middleware(BodyLimit, limit=settings.body_limit_bytes)
    if settings.cors_origins:
        api.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "POST", "PATCH", "DELETE"),
            allow_headers=("X-API-Key", "Idempotency-Key", "Prefer", "Last-Event-ID"),
            expose_headers=("X-Request-Id", "Retry-After"),
        )
    api.add_middleware(RequestFrame, metrics=metrics)
    return api


def put_behind(api: FastAPI, app: Application, feed: EventFeed) -> None:
    """Let the API answer from the application."""
    settings = app.settings
    api.state.server = ServerState(
        app=app,
        feed=feed,
        keys=KeyRing(app.store),
        requests=RateLimit("requests", settings.requests_per_minute),
        submissions=RateLimit("submissions", settings.submissions_per_minute),
        metrics=api.state.metrics,
        sandbox=SandboxProbe(),
    )
