"""Following jobs until they end: live on a terminal, a line for each event when piped."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from problemsmith.cli.job_view import STATUS_STYLES, calls_during, plain_name
from problemsmith.cli.output import printable, stderr
from problemsmith.cli.wording import cost, duration
from problemsmith.generation.steps import GenerationStep, steps_between
from problemsmith.service.application import Application
from problemsmith.service.jobs import JobDetails, job_details
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import StepSnapshot

LOOK_SECONDS = 0.25
TAKE_OVER_SECONDS = 2.0
SHOWN = 8
"""Jobs whose steps are shown at once; of the others the numbers."""

ENDED = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.TERMINATED})
_STEPS = frozenset(GenerationStep)


@dataclass(slots=True)
class Watch:
    """What is known of the jobs that are followed."""

    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    details: dict[str, JobDetails] = field(default_factory=dict[str, JobDetails])
    deleted: set[str] = field(default_factory=set[str])
    told: set[str] = field(default_factory=set[str])
    started: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> int:
        """How many jobs have ended, or were deleted meanwhile."""
        over = {job.id for job in self.jobs.values() if job.status in ENDED}
        return len(over | self.deleted)


async def follow(app: Application, job_ids: Sequence[str], *, take_over: bool = False) -> None:
    """Show the jobs until all have ended.

    When another process ran the jobs and went away, this one takes over.
    """
    watch = Watch()
    show = _Lines(watch) if not sys.stderr.isatty() else _Screen(watch, single=len(job_ids) == 1)
    next_take_over = time.monotonic() + TAKE_OVER_SECONDS
    with show:
        while job_ids:
            await _look(app, job_ids, watch)
            show.update()
            if watch.ended == len(job_ids):
                break
            if take_over and not app.working and time.monotonic() > next_take_over:
                await app.try_to_work()
                next_take_over = time.monotonic() + TAKE_OVER_SECONDS
            await asyncio.sleep(LOOK_SECONDS)


async def _look(app: Application, job_ids: Sequence[str], watch: Watch) -> None:
    asked = [
        job_id
        for job_id in job_ids
        if job_id not in watch.deleted
        and (job_id not in watch.jobs or watch.jobs[job_id].status not in ENDED)
    ]
    async with app.store.read() as view:
        found = await view.jobs.get_many(asked)
    watch.deleted |= set(asked) - set(found)
    # Of one job every attempt is shown as it comes; of many, what their own rows tell.
    changed = [job for job in found.values() if len(job_ids) == 1 or watch.jobs.get(job.id) != job]
    watch.jobs |= found
    for job in changed:
        if job.status is not JobStatus.PENDING:
            watch.details[job.id] = await job_details(app, job.id)


class _Lines:
    """Plain lines on stderr: for pipes and logs."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._console = stderr()
        self._standing: dict[str, tuple[JobStatus, int]] = {}

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self) -> None:
        """Print what has not been told yet."""
        for job_id, details in self._watch.details.items():
            for step in _steps(details):
                for number, attempt in enumerate(step.attempts, 1):
                    if attempt.error and attempt.end:
                        why = attempt.error.message
                        self._tell(f"{job_id} {step.name}: attempt {number} failed: {why}")
                if step.success and step.end:
                    took = duration((step.end - step.start).total_seconds())
                    self._tell(f"{job_id} {step.name}: done in {took}", f"{step.start}")
            self._tell_standing(details)

    def _tell_standing(self, details: JobDetails) -> None:
        """Say that a job ended, paused or waits, each time: it may go on and wait again."""
        job, steps = details.job, len(_all_steps(details))
        if self._standing.get(job.id) != (job.status, steps):
            self._standing[job.id] = job.status, steps
            if job.status in {*ENDED, JobStatus.PAUSED, JobStatus.WAITING}:
                self._say(f"{job.id} {_standing(job)}")

    def _tell(self, line: str, key: str = "") -> None:
        if line + key not in self._watch.told:
            self._watch.told.add(line + key)
            self._say(line)

    def _say(self, line: str) -> None:
        self._console.print(printable(line), markup=False, soft_wrap=True)


class _Screen:
    """A live view on the terminal."""

    def __init__(self, watch: Watch, *, single: bool) -> None:
        self._watch = watch
        self._single = single
        self._live = Live(console=stderr(), refresh_per_second=10, transient=not single)

    def __enter__(self) -> "_Screen":
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(None, None, None)

    def update(self) -> None:
        """Draw what is known now."""
        self._live.update(_one_job(self._watch) if self._single else _many_jobs(self._watch))


def _all_steps(details: JobDetails) -> Sequence[StepSnapshot]:
    return details.instance.steps if details.instance else ()


def _steps(details: JobDetails) -> list[StepSnapshot]:
    return [step for step in _all_steps(details) if plain_name(step) in _STEPS]


def _one_job(watch: Watch) -> RenderableType:
    if not watch.details:
        return Spinner("dots", Text("waiting for a worker"))
    details = next(iter(watch.details.values()))
    rows = Table.grid(padding=(0, 1))
    seen = {plain_name(step): step for step in _steps(details)}  # the latest of each
    params = details.job.params
    first, last = params.get("startingStep"), params.get("stopAfterStep")
    for name in steps_between(
        GenerationStep(str(first)) if first else None, GenerationStep(str(last)) if last else None
    ):
        rows.add_row(*_step_row(details, name, seen.get(name)))
    if details.job.status not in {JobStatus.PAUSED, JobStatus.WAITING}:
        return rows
    return Group(rows, Text(_standing(details.job), style="yellow"))


def _step_row(
    details: JobDetails, name: str, step: StepSnapshot | None
) -> tuple[RenderableType, ...]:
    if step is None:
        return Text("·", style="dim"), Text(name, style="dim"), Text("")
    calls = calls_during(step, details.calls)
    parts: list[str] = []
    if step.end:
        parts.append(duration((step.end - step.start).total_seconds()))
    if calls:
        tokens = sum((call.input_tokens or 0) + (call.output_tokens or 0) for call in calls)
        plural = "s" if len(calls) > 1 else ""
        parts.append(f"{len(calls)} call{plural}, {tokens:,} tokens{_costs(calls)}")
    if len(step.attempts) > 1:
        parts.append(f"attempt {len(step.attempts)}")
    failures = [attempt.error.message for attempt in step.attempts if attempt.error]
    detail = Text(" · ".join(parts), style="dim")
    if failures and not step.success:
        detail.append(f"\n{printable(failures[-1])}", style="red")
    mark: RenderableType = (
        Text("✓", style="green")
        if step.success
        else Text("✗", style="bold red")
        if step.success is False
        else Spinner("dots")
    )
    return mark, Text(name), detail


def _costs(calls: Sequence[object]) -> str:
    known = [value for call in calls if (value := getattr(call, "cost_usd", None)) is not None]
    return f", {cost(sum(known))}" if known else ""


def _standing(job: Job) -> str:
    """The job's status, and the command that helps it on."""
    match job.status:
        case JobStatus.PAUSED:
            return f"paused: problemsmith jobs resume {job.id}"
        case JobStatus.WAITING:
            return f"waiting for approval: problemsmith jobs approve {job.id}"
        case _:
            return job.status.value


def _many_jobs(watch: Watch) -> RenderableType:
    rows = Table.grid(padding=(0, 1))
    busy = [job for job in watch.jobs.values() if job.status not in {*ENDED, JobStatus.PENDING}]
    for job in busy[:SHOWN]:
        done = len(job.completed_steps)
        rows.add_row(
            Spinner("dots"),
            Text(job.id, style="dim"),
            Text("━" * done + "─" * (len(GenerationStep) - done), style="green"),
            Text(job.current_step or job.status),
            Text("" if job.status is JobStatus.IN_PROGRESS else job.status, style="yellow"),
        )
    counts = {
        status: sum(job.status is status for job in watch.jobs.values()) for status in JobStatus
    }
    summary = Text()
    for status, number in counts.items():
        if number:
            summary.append(f"{number} {status.replace('_', ' ')}  ", style=STATUS_STYLES[status])
    elapsed = time.monotonic() - watch.started
    summary.append(f"of {len(watch.jobs)}, {duration(elapsed)}", style="dim")
    return Group(rows, summary)
