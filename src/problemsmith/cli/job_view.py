"""Jobs as a person reads them in a terminal, and as JSON."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from problemsmith.cli.output import printable
from problemsmith.cli.wording import cost, duration
from problemsmith.errors import ValidationError
from problemsmith.generation.steps import STEP_ORDER
from problemsmith.problem.wire import Json
from problemsmith.service.jobs import JobDetails
from problemsmith.service.results import JobResult, why
from problemsmith.store.records import Job, JobStatus, ModelCall
from problemsmith.workflows import InstanceSnapshot, StepSnapshot

STATUS_STYLES = {
    JobStatus.PENDING: "dim",
    JobStatus.IN_PROGRESS: "cyan",
    JobStatus.PAUSED: "yellow",
    JobStatus.WAITING: "yellow",
    JobStatus.COMPLETED: "green",
    JobStatus.FAILED: "bold red",
    JobStatus.TERMINATED: "red",
}


def parse_statuses(names: Sequence[str] | None) -> list[JobStatus] | None:
    """Statuses by their names; raises ValidationError for an unknown one."""
    if not names:
        return None
    for name in names:
        if name not in set(JobStatus):
            raise ValidationError(f"--status {name}: it is one of {', '.join(JobStatus)}")
    return [JobStatus(name) for name in names]


def job_document(job: Job) -> dict[str, Json]:
    """A job as `jobs list --json` prints it."""
    return {
        "jobId": job.id,
        "problemId": str(job.problem_id),
        "status": job.status,
        "currentStep": job.current_step,
        "completedSteps": list(job.completed_steps),
        "model": job.model,
        "batch": job.batch,
        "error": job.failure.message if job.failure else None,
        "createdAt": job.created_at.isoformat(),
        "updatedAt": job.updated_at.isoformat(),
    }


def job_table(jobs: Iterable[Job]) -> Table:
    """A line for each job."""
    table = Table(box=None, pad_edge=False)
    for name in ("job", "status", "steps", "at", "model", "created"):
        table.add_column(name, no_wrap=name == "job")
    for job in jobs:
        table.add_row(
            job.id,
            Text(job.status, style=STATUS_STYLES[job.status]),
            f"{len(job.completed_steps)}/{len(STEP_ORDER)}",
            job.current_step or "",
            printable(job.model),
            f"{job.created_at:%Y-%m-%d %H:%M:%S}",
        )
    return table


def details_document(details: JobDetails) -> dict[str, Json]:
    """A job as `jobs show --json` prints it: the instance, every step with its attempts."""
    job, instance, usage = details.job, details.instance, details.usage
    shown: dict[str, Json] = instance.model_dump(mode="json") if instance else {"id": job.id}
    shown |= {
        "jobId": job.id,
        "problemId": str(job.problem_id),
        "jobStatus": job.status.value,
        "currentStep": job.current_step,
        "completedSteps": [*job.completed_steps],
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


def print_timeline(console: Console, details: JobDetails) -> None:
    """Every step and attempt with its duration, tokens, cost and error."""
    job = details.job
    heading = Text.assemble(
        ("job ", "dim"), job.id, "  ", (job.status, STATUS_STYLES[job.status]), style="bold"
    )
    console.print(heading)
    console.print(Text(f"problem {job.problem_id} · model {printable(job.model)}", style="dim"))
    table = Table(box=None, pad_edge=False)
    for name in ("step", "attempt", "started", "took", "tokens in / out", "cost", ""):
        table.add_column(name, justify="right" if name in {"attempt", "took", "cost"} else "left")
    for step in _steps(details.instance):
        _add_step(table, step, details.calls)
    console.print(table)
    usage = details.usage
    total = f"{usage.calls} model calls, {usage.input_tokens:,} tokens in, "
    total += f"{usage.output_tokens:,} out, {cost(usage.cost_usd)}"
    if usage.unpriced_calls:
        total += f" + {usage.unpriced_calls} calls at an unknown price"
    console.print(Text(total, style="dim"))
    reason = why(details)
    if reason:
        console.print(Text(printable(reason), style="red"))


def _add_step(table: Table, step: StepSnapshot, calls: Sequence[ModelCall]) -> None:
    during = calls_during(step, calls)
    for number, attempt in enumerate(step.attempts, 1):
        own = [call for call in during if call.attempt == number]
        ends = attempt.end
        outcome = (
            Text(printable(attempt.error.message), style="red")
            if attempt.error
            else Text("✓", style="green")
            if attempt.success
            else Text("in progress", style="cyan")
        )
        if attempt.delay:
            outcome.append(f" (tried again after {duration(attempt.delay)})", style="dim")
        table.add_row(
            step.name if number == 1 else "",
            str(number),
            f"{attempt.start:%H:%M:%S}",
            duration((ends - attempt.start).total_seconds()) if ends else "",
            _tokens(own),
            _cost(own),
            outcome,
        )
        for call in own:
            if call.error:
                table.add_row(
                    "",
                    "",
                    "",
                    duration(call.duration_seconds),
                    "",
                    "",
                    Text(printable(f"{call.prompt}: {call.error}"), style="dim"),
                )
    if not step.attempts:
        table.add_row(
            step.name,
            "",
            f"{step.start:%H:%M:%S}",
            duration((step.end - step.start).total_seconds()) if step.end else "",
            "",
            "",
            Text(step.type if step.end else f"{step.type}: in progress", style="dim"),
        )


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


def result_table(results: Sequence[JobResult]) -> Table:
    """A line for each problem that was asked for."""
    table = Table(box=None, pad_edge=False)
    for name in ("problem", "title", "status", "mutants", "calls", "cost", "took", ""):
        table.add_column(name, no_wrap=name == "problem")
    for result in results:
        status = (
            Text("verified", style="bold green")
            if result.verified
            else Text("rejected", style="bold red")
            if result.status is JobStatus.COMPLETED
            else Text(result.status, style=STATUS_STYLES[result.status])
        )
        score = result.mutation_score
        table.add_row(
            str(result.problem_id),
            printable(result.title or "–"),
            status,
            "–" if score is None else f"{score:.0%}",
            str(result.model_calls),
            "?" if result.cost_usd is None else cost(result.cost_usd),
            duration(result.seconds) if result.seconds is not None else "",
            Text(printable(result.error or ""), style="red"),
        )
    return table


def _steps(instance: InstanceSnapshot | None) -> Sequence[StepSnapshot]:
    return instance.steps if instance else ()
