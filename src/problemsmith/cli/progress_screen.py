"""The progress of jobs as a live view on the terminal."""

import time
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from problemsmith.cli.ids import shown_id
from problemsmith.cli.job_list import STATUS_STYLES
from problemsmith.cli.job_view import calls_during, plain_name, worked_seconds
from problemsmith.cli.output import printable, stderr
from problemsmith.cli.waiting import STATES, commands
from problemsmith.cli.watch import ENDED, Watch, pipeline_steps
from problemsmith.cli.wording import cost, counted, duration
from problemsmith.generation.steps import GenerationStep, steps_between
from problemsmith.service.jobs import JobDetails
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import StepSnapshot

SHOWN = 8
"""Jobs whose steps are shown at once; of the others the numbers."""


class Screen:
    """A live view on the terminal."""

    def __init__(self, watch: Watch, *, single: bool) -> None:
        self._watch = watch
        self._single = single
        self.console = stderr()
        self._live = Live(console=self.console, refresh_per_second=10, transient=not single)

    def __enter__(self) -> "Screen":
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(None, None, None)

    def update(self) -> None:
        """Draw what is known now."""
        self._live.update(_one_job(self._watch) if self._single else _many_jobs(self._watch))


def _one_job(watch: Watch) -> RenderableType:
    if not watch.details:
        return Spinner("dots", Text("waiting for a worker"))
    details = next(iter(watch.details.values()))
    rows = Table.grid(padding=(0, 1))
    seen = {plain_name(step): step for step in pipeline_steps(details)}  # the latest of each
    at_it = {details.job.current_step, *details.job.completed_steps}
    params = details.job.params
    first, last = params.get("startingStep"), params.get("stopAfterStep")
    for name in steps_between(
        GenerationStep(str(first)) if first else None, GenerationStep(str(last)) if last else None
    ):
        # A step that is to be done again has an old result, which counts no longer.
        rows.add_row(*_step_row(details, name, seen.get(name) if name in at_it else None))
    if details.job.status is JobStatus.PENDING:
        return Group(rows, Text("waiting for a worker", style="dim"))
    if details.job.status not in STATES:
        return rows
    waits = details.job.status is JobStatus.WAITING and watch.leave
    leave = [Text(f"still waiting; {watch.leave}", style="dim")] if waits else []
    return Group(rows, _needed(details.job), *leave)


def _step_row(
    details: JobDetails, name: str, step: StepSnapshot | None
) -> tuple[RenderableType, ...]:
    if step is None:
        return Text("·", style="dim"), Text(name, style="dim"), Text("")
    calls = calls_during(step, details.calls)
    parts: list[str] = []
    if step.end:
        parts.append(duration(worked_seconds(step)))
    if calls:
        tokens = sum((call.input_tokens or 0) + (call.output_tokens or 0) for call in calls)
        parts.append(f"{counted(len(calls), 'call')}, {tokens:,} tokens{_costs(calls)}")
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


def _needed(job: Job) -> RenderableType:
    """The same for a terminal: a line each, short enough to be copied whole."""
    console = stderr()
    rows = Table.grid(padding=(0, 1))
    for what, command in commands(job, lambda whole: shown_id(console, str(whole))):
        rows.add_row(Text(f"  {what}:", style="dim"), Text(command, overflow="fold"))
    return Group(Text(STATES[job.status], style="yellow"), rows)


def _many_jobs(watch: Watch) -> RenderableType:
    rows = Table.grid(padding=(0, 1))
    busy = [job for job in watch.jobs.values() if job.status not in {*ENDED, JobStatus.PENDING}]
    for job in busy[:SHOWN]:
        done = len(job.completed_steps)
        rows.add_row(
            Spinner("dots"),
            Text(shown_id(stderr(), job.id), style="dim"),
            Text("━" * done + "─" * (len(GenerationStep) - done), style="green"),
            Text(
                (job.current_step or "")
                if job.status is JobStatus.IN_PROGRESS
                else job.status.replace("_", " "),
                style="" if job.status is JobStatus.IN_PROGRESS else "yellow",
            ),
        )
    counts = {
        status: sum(job.status is status for job in watch.jobs.values()) for status in JobStatus
    }
    summary = Text()
    for status, number in counts.items():
        if number:
            summary.append(f"{number} {status.replace('_', ' ')}  ", style=STATUS_STYLES[status])
    elapsed = time.monotonic() - watch.started
    told = ", ".join(filter(None, (f"of {len(watch.jobs)}", duration(elapsed), watch.pace)))
    summary.append(told, style="dim")
    # One job of each status that somebody has to do something about, as an example.
    examples = {job.status: job for job in busy[::-1] if job.status in STATES}
    return Group(rows, summary, *(_needed(job) for job in examples.values()))
