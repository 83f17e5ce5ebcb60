"""OpenTelemetry traces: from the request through the step to the model call and the sandbox.

Spans are made through the API alone and cost nothing until `configure_traces` is called.
"""

import importlib.util

from opentelemetry import propagate, trace
from opentelemetry.context import Context

from problemsmith.errors import EnvironmentNotReadyError

TRACER = trace.get_tracer("problemsmith")
"""Makes the spans of this program."""

_PARENT = "traceparent"


def configure_traces(endpoint: str) -> None:
    """Send spans to an OTLP collector over HTTP (`http://HOST:4318/v1/traces`).

    Raises EnvironmentNotReadyError when the extra `otel` is not installed.
    """
    if importlib.util.find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        raise EnvironmentNotReadyError(
            "traces take the extra `otel`: pip install 'problemsmith[otel]'"
        )
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    provider = TracerProvider(resource=Resource.create({"service.name": "problemsmith"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


def current_parent() -> str | None:
    """The span in progress, in the form that a job carries to its steps; None without one."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get(_PARENT)


def context_of(parent: str | None) -> Context | None:
    """The context that a job carried; None leaves the current one."""
    return propagate.extract({_PARENT: parent}) if parent else None
