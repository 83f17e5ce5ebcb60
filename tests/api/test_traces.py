"""One trace from the request through the step to the model call and the sandbox."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from api_server import API, INSTANCES, running_server
from authored import authored, standing
from command_line import CommandLine
from scripted_model import ScriptedModel

MODEL = "openai-chat:any"


@contextmanager
def collector() -> Iterator[tuple[str, list[Span]]]:
    """An OTLP collector, and the spans that it was sent."""
    spans: list[Span] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent = ExportTraceServiceRequest.FromString(body)
            for resource in sent.resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1/traces", spans
        finally:
            server.shutdown()
            thread.join()


def test_a_job_is_one_trace_from_its_request_to_the_sandbox(
    command_line: CommandLine, scripted_model: ScriptedModel
) -> None:
    standing(scripted_model, authored())
    with collector() as (endpoint, spans):
        settings = {
            "PROBLEMSMITH_OTLP_ENDPOINT": endpoint,
            "OPENAI_BASE_URL": scripted_model.url,
            "OPENAI_API_KEY": "scripted",
        }
        with running_server(command_line, **settings) as server:
            client = server.client()
            client.post(f"{API}/problems/models", json={"name": MODEL}).raise_for_status()
            wish = {"params": {"model": MODEL, "stopAfterStep": "generateTestCaseInputs"}}
            job = client.post(INSTANCES, json=wish).json()["data"]["jobId"]
            client.get(f"{INSTANCES}/{job}/subscribe")  # which ends with the job
            server.interrupt()
            server.running.finish()
    by_id = {span.span_id: span for span in spans}

    def above(span: Span) -> Iterator[str]:
        while (span := by_id.get(span.parent_span_id, Span())).name:
            yield span.name

    chains = {(span.name, *above(span)) for span in spans}
    asked = f"POST {INSTANCES}"
    for inner, step in (
        ("model call", "step generateProblemText"),
        ("sandbox", "step generateTestCaseInputs"),
    ):
        assert any(chain[:2] == (inner, step) and chain[-1] == asked for chain in chains), sorted(
            chains
        )
