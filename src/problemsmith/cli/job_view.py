"""One job, and the outcome of many, as a person reads them in a terminal, and as JSON."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from problemsmith.cli.ids import shown_id
from problemsmith.cli.job_list import STATUS_STYLES, job_document
from problemsmith.cli.output import printable
from problemsmith.cli.rows import Cell, Column, print_rows
from problemsmith.cli.wording import cost, counted, duration
from problemsmith.problem.wire import Json
from problemsmith.service.jobs import JobDetails
from problemsmith.service.results import JobResult, why
from problemsmith.store.records import JobStatus, ModelCall
from problemsmith.workflows import InstanceSnapshot, StepSnapshot

_TIMELINE = (
    Column("step"),
    Column("attempt", right=True, rank=3),
    Column("started", rank=4),
    Column("took", right=True, rank=1),
    Column("tokens in / out", rank=5),
    Column("cost", right=True, rank=2),
    Column("outcome", wraps=True),
)

_RESULTS = (
    Column("problem"),
    Column("title", cuts=True),
    Column("status"),
    Column("mutants", right=True, rank=4),
    Column("calls", right=True, rank=5),
    Column("cost", right=True, rank=2),
    Column("took", right=True, rank=3),
    Column("why", wraps=True),
)


def details_document(details: JobDetails) -> dict[str, Json]:
    """A job as `jobs show --json` prints it: the instance, every step with its attempts.

    `status` and `error` are the instance's, `jobStatus` the job's; the other keys are as in lists.
    """
    job, instance, usage = details.job, details.instance, details.usage
    shown = job_document(job, details.subject)
    shown |= instance.model_dump(mode="json") if instance else {"id": job.id, "error": None}
    shown |= {
        "jobStatus": job.status.value,
        "why": why(details),
        "stepCount": len(instance.steps) if instance else 0,
        "usage": usage.to_wire(),
        "steps": [_step_document(step, details.calls) for step in _steps(instance)],
    }
    return shown


def _step_document(step: StepSnapshot, calls: Sequence[ModelCall]) -> dict[str, Json]:
    shown: dict[str, Json] = step.model_dump(mode="json")
    shown["modelCalls"] = [
        call.model_dump(mode="json", by_alias=True, exclude={"key", "job_id", "step"})
        for call in calls_during(step, calls)
    ]
    return shown


def calls_during(step: StepSnapshot, calls: Sequence[ModelCall]) -> list[ModelCall]:
    """The model calls of this step of the run.

    A step that a reviewer sent back is there twice (`name`, `name#2`), and a job that was started
    again keeps the calls of the runs before: the time of a call tells to which it belongs.
    """
    name = plain_name(step)
    return [
        call
        for call in calls
        if call.step == name
        and step.start <= call.started_at
        and (step.end is None or call.started_at <= step.end)
    ]


def plain_name(step: StepSnapshot) -> str:
    """The step's own name, without the count of one that ran again."""
    return step.name.partition("#")[0]


def worked_seconds(step: StepSnapshot) -> float:
    """The time that a step which has ended took, with the waits between its attempts.

    Not the time in which its process was dead: an attempt that a crash cut off begins anew.
    """
    if not step.attempts:
        return (step.end - step.start).total_seconds() if step.end else 0.0
    return sum(
        (attempt.end - attempt.start).total_seconds() + (attempt.delay or 0.0)
        for attempt in step.attempts
        if attempt.end
    )


def print_timeline(console: Console, details: JobDetails) -> None:
    """Every step and attempt with its duration, tokens, cost and error."""
    job, subject = details.job, details.subject
    title = subject.title if subject and subject.title else "no title yet"
    console.print(
        Text.assemble(("job ", "dim"), job.id, "  ", (job.status, STATUS_STYLES[job.status])),
        style="bold",
        soft_wrap=True,
    )
    console.print(Text(f"problem {job.problem_id}: {printable(title)}", style="dim"))
    batch = f" · batch {printable(job.batch)}" if job.batch else ""
    console.print(Text(f"model {printable(job.model)}{batch}", style="dim"))
    rows = [row for step in _steps(details.instance) for row in _step_rows(step, details.calls)]
    if rows:
        print_rows(console, _TIMELINE, rows)
    elif job.submitted_at:
        console.print("Its timeline is no longer kept (see PROBLEMSMITH_RETENTION_DAYS).")
    usage = details.usage
    total = f"{counted(usage.calls, 'model call')}, {usage.input_tokens:,} tokens in, "
    total += f"{usage.output_tokens:,} out, {cost(usage.cost_usd)}"
    if usage.unpriced_calls:
        total += f" + {counted(usage.unpriced_calls, 'call')} at an unknown price"
    console.print(Text(total, style="dim"))
    reason = why(details)
    if reason:
        console.print(Text(printable(reason), style="red"))


def _step_rows(step: StepSnapshot, calls: Sequence[ModelCall]) -> list[list[Cell]]:
    during = calls_during(step, calls)
    rows: list[list[Cell]] = []
    for number, attempt in enumerate(step.attempts, 1):
        own = [call for call in during if call.attempt == number]
        outcome = (
            Text(printable(attempt.error.message), style="red")
            if attempt.error
            else Text("✓", style="green")
            if attempt.success
            else Text("in progress", style="cyan")
        )
        if attempt.delay:
            outcome.append(f" (tried again after {duration(attempt.delay)})", style="dim")
        rows.append(
            [
                step.name if number == 1 else "",
                str(number),
                f"{attempt.start.astimezone():%H:%M:%S}",
                duration((attempt.end - attempt.start).total_seconds()) if attempt.end else "",
                _tokens(own),
                _cost(own),
                outcome,
            ]
        )
        rows += [
            ["", "", "", duration(call.duration_seconds), "", "", _call_error(call, call.error)]
            for call in own
            if call.error
        ]
    if not step.attempts:
        took = duration((step.end - step.start).total_seconds()) if step.end else ""
        said = Text(step.type if step.end else f"{step.type}: in progress", style="dim")
        rows.append([step.name, "", f"{step.start.astimezone():%H:%M:%S}", took, "", "", said])
    return rows


def _call_error(call: ModelCall, error: str) -> Text:
    return Text(printable(f"{call.prompt}: {error}"), style="dim")


def _cost(calls: Sequence[ModelCall]) -> str:
    """What calls cost together: a question mark stands for answers at an unknown price."""
    answered = [call for call in calls if call.status != "failed"]
    known = [call.cost_usd for call in answered if call.cost_usd is not None]
    parts = [cost(sum(known))] if known else []
    return " + ".join([*parts, "?"] if len(known) < len(answered) else parts)


def _tokens(calls: Sequence[ModelCall]) -> str:
    if not calls:
        return ""
    sent = sum(call.input_tokens or 0 for call in calls)
    received = sum(call.output_tokens or 0 for call in calls)
    return f"{sent:,} / {received:,}"


def print_results(console: Console, results: Sequence[JobResult]) -> None:
    """A row for each problem that was asked for."""
    print_rows(console, _RESULTS, [_result_row(console, result) for result in results])


def _result_row(console: Console, result: JobResult) -> list[Cell]:
    status = (
        Text("verified", style="bold green")
        if result.verified
        else Text("rejected", style="bold red")
        if result.status is JobStatus.COMPLETED
        else Text(result.status, style=STATUS_STYLES[result.status])
    )
    score = result.mutation_score
    return [
        shown_id(console, result.problem_id),
        result.title or "–",
        status,
        "–" if score is None else f"{score:.0%}",
        str(result.model_calls),
        "?" if result.cost_usd is None else cost(result.cost_usd),
        duration(result.seconds) if result.seconds is not None else "",
        Text(printable(result.error or ""), style="red"),
    ]


def _steps(instance: InstanceSnapshot | None) -> Sequence[StepSnapshot]:
    return instance.steps if instance else ()
