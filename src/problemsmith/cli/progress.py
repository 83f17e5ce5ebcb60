"""Following jobs until they end: live on a terminal, a line for each event when piped."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from problemsmith.cli.absence import Absence
from problemsmith.cli.ids import shown_id
from problemsmith.cli.job_list import STATUS_STYLES
from problemsmith.cli.job_view import calls_during, plain_name, worked_seconds
from problemsmith.cli.output import printable, stderr
from problemsmith.cli.pace import pace
from problemsmith.cli.wording import cost, counted, duration
from problemsmith.errors import NotFoundError
from problemsmith.generation.steps import GenerationStep, steps_between
from problemsmith.service.application import Application
from problemsmith.service.jobs import JobDetails, job_details
from problemsmith.store.records import Job, JobStatus
from problemsmith.workflows import StepSnapshot

LOOK_SECONDS = 0.25
TAKE_OVER_SECONDS = 2.0
SHOWN = 8
"""Jobs whose steps are shown at once; of the others the numbers."""

PACE_SECONDS = 60.0
"""How often a log is told how many jobs come along."""

LOOKED_AT_AGAIN = 50
"""Ended jobs that each look asks about too: somebody may start them again."""

ENDED = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.TERMINATED})
_STEPS = frozenset(GenerationStep)


@dataclass(slots=True)
class Watch:
    """What is known of the jobs that are followed.

    What ended before `since` is not told: an earlier run of the same command has told it.
    `leave` tells how to leave a job that waits for a review, which may take days.
    """

    since: datetime | None = None
    leave: str = ""
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    details: dict[str, JobDetails] = field(default_factory=dict[str, JobDetails])
    deleted: set[str] = field(default_factory=set[str])
    told: set[str] = field(default_factory=set[str])
    started: float = field(default_factory=time.monotonic)
    looks: int = 0
    ended_before: int | None = None
    """How many had ended when the watching began."""

    @property
    def ended(self) -> int:
        """How many jobs have ended, or were deleted meanwhile."""
        return sum(job.status in ENDED for job in self.jobs.values()) + len(self.deleted)

    @property
    def pace(self) -> str:
        """How fast they come along, what they cost, how long the rest may take."""
        return pace(
            ended=self.ended,
            ended_before=self.ended_before or 0,
            total=len(self.jobs) + len(self.deleted),
            seconds=time.monotonic() - self.started,
            calls=(call for details in self.details.values() for call in details.calls),
        )

    def with_status(self, *statuses: JobStatus) -> list[Job]:
        """Those of the jobs that stand so."""
        return [job for job in self.jobs.values() if job.status in statuses]

    def is_old(self, end: datetime | None) -> bool:
        """Whether an end was told by an earlier run."""
        return self.since is not None and end is not None and end < self.since


async def follow(
    app: Application,
    job_ids: Sequence[str],
    *,
    take_over: bool = False,
    watch: Watch | None = None,
    on_stand_still: Callable[[Console], Awaitable[None]] | None = None,
) -> None:
    """Show the jobs until all have ended, keeping in `watch` how they stand.

    With `take_over`, when another process ran the jobs and went away, this one does them.
    `on_stand_still` is called, with what it may print on, when of many jobs some have ended and
    all others wait for a person; again when that changed since.
    """
    watch = watch or Watch()
    show = _Lines(watch) if not sys.stderr.isatty() else _Screen(watch, single=len(job_ids) == 1)
    next_take_over = time.monotonic() + TAKE_OVER_SECONDS
    told: set[str] = set()
    absence = Absence()
    with show:
        while job_ids:
            with absence.borne():
                await look(app, job_ids, watch)
                if watch.ended == len(job_ids):
                    await look(app, job_ids, watch, again=len(job_ids))
            show.update()
            if watch.ended == len(job_ids):
                break
            standing = {job.id for job in watch.with_status(*_STATES)}
            stands_still = watch.ended and len(standing) + watch.ended == len(job_ids)
            if on_stand_still and stands_still and standing != told:
                await on_stand_still(show.console)
                told = standing
            if take_over and not app.working and time.monotonic() > next_take_over:
                await app.try_to_work()
                next_take_over = time.monotonic() + TAKE_OVER_SECONDS
            await asyncio.sleep(LOOK_SECONDS)


async def look(
    app: Application, job_ids: Sequence[str], watch: Watch, *, again: int = LOOKED_AT_AGAIN
) -> None:
    """Learn how the jobs stand: those that have not ended, and in turn some that have."""
    ended = [job.id for job in watch.with_status(*ENDED)]
    turn = watch.looks * again % max(len(ended), 1)
    watch.looks += 1
    settled = set(ended) - set((ended + ended)[turn : turn + again]) | watch.deleted
    asked = [job_id for job_id in job_ids if job_id not in settled]
    async with app.store.read() as view:
        found = await view.jobs.get_many(asked)
    gone = set(asked) - set(found)
    watch.deleted |= gone
    for job_id in gone:
        watch.jobs.pop(job_id, None)
        watch.details.pop(job_id, None)
    # Of one job every attempt is shown as it comes; of many, what their own rows tell.
    if watch.ended_before is None:
        watch.ended_before = sum(job.status in ENDED for job in found.values())
    changed = [job for job in found.values() if len(job_ids) == 1 or watch.jobs.get(job.id) != job]
    watch.jobs |= found
    for job in changed:
        if job.status is not JobStatus.PENDING or job.id in watch.details:
            with suppress(NotFoundError):  # deleted since
                watch.details[job.id] = await job_details(app, job.id)


class _Lines:
    """Plain lines on stderr: for pipes and logs."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self.console = stderr()
        self._standing: dict[str, tuple[JobStatus, int]] = {}
        self._next_pace = time.monotonic() + PACE_SECONDS

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def update(self) -> None:
        """Print what has not been told yet."""
        for job_id, details in self._watch.details.items():
            for step in _steps(details):
                if self._watch.is_old(step.end):
                    continue
                for number, attempt in enumerate(step.attempts, 1):
                    if attempt.error and attempt.end:
                        why = attempt.error.message
                        self._tell(f"{job_id} {step.name}: attempt {number} failed: {why}")
                if step.success and step.end:
                    took = duration(worked_seconds(step))
                    self._tell(f"{job_id} {step.name}: done in {took}", f"{step.start}")
            self._tell_standing(details)
        if len(self._watch.jobs) > SHOWN and time.monotonic() > self._next_pace:
            self._next_pace = time.monotonic() + PACE_SECONDS
            watch = self._watch
            self._say(", ".join(filter(None, (f"{watch.ended} of {len(watch.jobs)}", watch.pace))))

    def _tell_standing(self, details: JobDetails) -> None:
        """Say that a job ended, paused or waits, each time: it may go on and wait again."""
        job, steps = details.job, len(_all_steps(details))
        if self._standing.get(job.id) != (job.status, steps):
            self._standing[job.id] = job.status, steps
            if job.status in {*ENDED, JobStatus.PAUSED, JobStatus.WAITING} and not _told_before(
                self._watch, details
            ):
                self._say(f"{job.id} {standing(job)}")
                if job.status is JobStatus.WAITING and self._watch.leave:
                    self._tell(f"{job.id} still waiting; {self._watch.leave}")

    def _tell(self, line: str, key: str = "") -> None:
        if line + key not in self._watch.told:
            self._watch.told.add(line + key)
            self._say(line)

    def _say(self, line: str) -> None:
        self.console.print(printable(line), markup=False, soft_wrap=True)


def _told_before(watch: Watch, details: JobDetails) -> bool:
    if details.job.status not in ENDED or watch.since is None:
        return False
    return details.instance is None or watch.is_old(details.instance.end)


class _Screen:
    """A live view on the terminal."""

    def __init__(self, watch: Watch, *, single: bool) -> None:
        self._watch = watch
        self._single = single
        self.console = stderr()
        self._live = Live(console=self.console, refresh_per_second=10, transient=not single)

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
    if details.job.status not in _STATES:
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


def standing(job: Job) -> str:
    """The job's status, and the command that helps it on, in a line."""
    commands = _commands(job, str)
    if not commands:
        return job.status.value
    told = "; ".join(f"{what}: {command}" for what, command in commands)
    return f"{_STATES[job.status]}; {told}"


_STATES = {JobStatus.PAUSED: "paused", JobStatus.WAITING: "waiting for your review"}


def _commands(job: Job, name: Callable[[object], str]) -> list[tuple[str, str]]:
    """What a person can do for a job that waits for one, with ids as `name` writes them."""
    match job.status:
        case JobStatus.PAUSED:
            return [("go on", f"problemsmith jobs resume {name(job.id)}")]
        case JobStatus.WAITING:
            return [
                ("look", f"problemsmith problems show {name(job.problem_id)}"),
                ("approve", f"problemsmith jobs approve {name(job.id)}"),
            ]
        case _:
            return []


def _needed(job: Job) -> RenderableType:
    """The same for a terminal: a line each, short enough to be copied whole."""
    console = stderr()
    rows = Table.grid(padding=(0, 1))
    for what, command in _commands(job, lambda whole: shown_id(console, str(whole))):
        rows.add_row(Text(f"  {what}:", style="dim"), Text(command, overflow="fold"))
    return Group(Text(_STATES[job.status], style="yellow"), rows)


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
    examples = {job.status: job for job in busy[::-1] if job.status in _STATES}
    return Group(rows, summary, *(_needed(job) for job in examples.values()))
