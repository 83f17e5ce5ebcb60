"""What is measured, in Prometheus's text form.

Jobs and model calls are read from the database at each scrape, so every server tells the same;
requests, verdicts and steps are counted since this process began.
"""

from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from problemsmith.service.application import Application
from problemsmith.store.records import JobStatus, Usage
from problemsmith.workflows import Event, EventFeed, EventType, WorkerSnapshot

STEP_BUCKETS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600)
"""Seconds: a step of the catalogue takes one, a slow model's some minutes."""

EVENTS_AT_ONCE = 2_000


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "problemsmith_request_seconds",
            "Seconds a request took",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._steps = Histogram(
            "problemsmith_step_seconds",
            "Seconds a step took, all attempts together",
            ("step", "outcome"),
            buckets=STEP_BUCKETS,
            registry=self._registry,
        )
        self._retries = Counter(
            "problemsmith_step_retries",
            "Attempts at a step after the first",
            ("step",),
            registry=self._registry,
        )
        self._sums = _Sums()
        self._registry.register(self._sums)
        self._cursor: int | None = None
        self._begun: dict[tuple[str, int, str], float] = {}

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    async def start(self, feed: EventFeed) -> None:
        """Count the steps that begin from now on."""
        self._cursor = await feed.newest_cursor()

    async def text(self, app: Application, feed: EventFeed) -> bytes:
        """Everything, as it stands now."""
        await self._follow_steps(feed)
        async with app.store.read() as view:
            self._sums.jobs = await view.jobs.counts_by_status()
            self._sums.usage = await view.model_calls.usage_by_step()
        self._sums.workers = await app.engine.workers()
        self._sums.queued = await app.engine.queue_depth()
        self._sums.judging = app.activity.judging
        self._sums.verdicts = {verdict.value: n for verdict, n in app.activity.verdicts.items()}
        self._sums.streams = feed.listening
        return generate_latest(self._registry)

    async def _follow_steps(self, feed: EventFeed) -> None:
        while self._cursor is not None:
            events = await feed.read_all(self._cursor, EVENTS_AT_ONCE)
            for event in events:
                self._cursor = event.cursor
                self._count_step(event)
            if len(events) < EVENTS_AT_ONCE:
                return

    def _count_step(self, event: Event) -> None:
        if event.step is None:
            return
        key = (event.instance_id, event.run, event.step)
        if event.type is EventType.STEP_STARTED:
            self._begun[key] = event.time
        elif event.type is EventType.ATTEMPT_STARTED and (event.attempt or 1) > 1:
            self._retries.labels(event.step).inc()
        elif event.type in (EventType.STEP_COMPLETED, EventType.STEP_ERRORED):
            began = self._begun.pop(key, None)
            if began is not None:
                outcome = "completed" if event.type is EventType.STEP_COMPLETED else "errored"
                self._steps.labels(event.step, outcome).observe(event.time - began)


class _Sums(Collector):
    """Numbers that are read at the scrape."""

    def __init__(self) -> None:
        self.jobs: dict[JobStatus, int] = {}
        self.usage: dict[str, Usage] = {}
        self.verdicts: dict[str, int] = {}
        self.workers: list[WorkerSnapshot] = []
        self.queued = 0
        self.judging = 0
        self.streams = 0

    def collect(self) -> Iterator[Metric]:
        """The families, one after the other."""
        jobs = GaugeMetricFamily("problemsmith_jobs", "Jobs by status", labels=("status",))
        for status in JobStatus:
            jobs.add_metric((status.value,), self.jobs.get(status, 0))
        yield jobs
        yield GaugeMetricFamily(
            "problemsmith_queue_depth", "Jobs that wait for a worker to claim them", self.queued
        )
        yield from _of_workers(self.workers)
        calls = CounterMetricFamily("problemsmith_model_calls", "Model calls", labels=("step",))
        tokens = CounterMetricFamily(
            "problemsmith_model_tokens", "Tokens of model calls", labels=("step", "kind")
        )
        cost = CounterMetricFamily(
            "problemsmith_model_cost_usd", "Cost of model calls, in USD", labels=("step",)
        )
        for step, usage in self.usage.items():
            calls.add_metric((step,), usage.calls)
            tokens.add_metric((step, "input"), usage.input_tokens)
            tokens.add_metric((step, "output"), usage.output_tokens)
            cost.add_metric((step,), usage.cost_usd)
        yield calls
        yield tokens
        yield cost
        yield GaugeMetricFamily(
            "problemsmith_submissions_judging",
            "Submissions being judged or waiting for a sandbox",
            value=self.judging,
        )
        verdicts = CounterMetricFamily(
            "problemsmith_verdicts", "Submissions judged", labels=("verdict",)
        )
        for verdict, count in self.verdicts.items():
            verdicts.add_metric((verdict,), count)
        yield verdicts
        yield GaugeMetricFamily(
            "problemsmith_event_streams", "Event streams that are open", value=self.streams
        )


def _of_workers(workers: Sequence[WorkerSnapshot]) -> Iterator[Metric]:
    yield GaugeMetricFamily("problemsmith_workers", "Workers that live", len(workers))
    running = _by_worker("problemsmith_worker_jobs_running", "Jobs that a worker has in progress")
    places = _by_worker("problemsmith_worker_concurrency", "Jobs that a worker may have at once")
    silent = _by_worker(
        "problemsmith_worker_beat_age_seconds",
        "Seconds since a worker was last heard of; on SQLite, where none need speak, there is none",
    )
    for worker in workers:
        running.add_metric((worker.id,), worker.instances)
        places.add_metric((worker.id,), worker.concurrency)
        if worker.silent_seconds is not None:
            silent.add_metric((worker.id,), worker.silent_seconds)
    yield from (running, places, silent)


def _by_worker(name: str, what: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, labels=("worker",))
