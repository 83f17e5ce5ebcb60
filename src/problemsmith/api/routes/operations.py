"""What operators ask: does it live, can it work, what has it done."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from problemsmith.api.access import MetricsReader, state_of
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.problem.wire import WireModel
from problemsmith.service.readiness import Readiness, readiness

router = APIRouter(tags=["operations"])


class Health(WireModel):
    """The server answers."""

    status: str


@router.get("/health", responses=failures(500))
async def health() -> Ok[Health]:
    """Whether the server answers. Needs no key."""
    return Ok(data=Health(status="ok"))


@router.get("/ready", responses=failures(500, 503))
async def ready(request: Request) -> Ok[Readiness]:
    """Whether the database, the workflow engine and the sandbox can be used. Needs no key."""
    state = state_of(request)
    return Ok(data=await readiness(state.app, state.sandbox))


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "description": "Prometheus's text form.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    }
    | failures(401, 403, 429, 500, 503),
    openapi_extra={"security": [{"APIKeyHeader": []}, {}]},  # none from this machine
)
async def metrics(state: MetricsReader) -> Response:
    """Jobs, steps, model calls, verdicts and requests. For admins and for this machine."""
    text = await state.metrics.text(state.app, state.feed)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
