"""Lists of jobs, for people and as JSON; light, so that `jobs list` answers at once."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from rich.console import Console
from rich.text import Text

from problemsmith.cli.ids import shown_id
from problemsmith.cli.output import printable
from problemsmith.cli.rows import Column, print_rows
from problemsmith.cli.wording import moment
from problemsmith.errors import ValidationError
from problemsmith.problem.wire import Json
from problemsmith.store.records import Job, JobStatus, JobSubject

ALL_STEPS = 7
"""How many steps a whole job has; counted here since the pipeline takes a second to load."""

STATUS_STYLES = {
    JobStatus.PENDING: "dim",
    JobStatus.IN_PROGRESS: "cyan",
    JobStatus.PAUSED: "yellow",
    JobStatus.WAITING: "yellow",
    JobStatus.COMPLETED: "green",
    JobStatus.FAILED: "bold red",
    JobStatus.TERMINATED: "red",
}

Subjects = Mapping[UUID, JobSubject]

_COLUMNS = (
    Column("job"),
    Column("status"),
    Column("problem", rank=4),
    Column("title", cuts=True),
    Column("steps", rank=3),
    Column("at", rank=6, cuts=True),
    Column("batch", rank=5, cuts=True),
    Column("model", rank=8, cuts=True),
    Column("created", rank=2),
    Column("why", wraps=True),
)


def parse_statuses(names: Sequence[str] | None) -> list[JobStatus] | None:
    """Statuses by their names; raises ValidationError for an unknown one."""
    if not names:
        return None
    for name in names:
        if name not in set(JobStatus):
            raise ValidationError(f"--status {name}: it is one of {', '.join(JobStatus)}")
    return [JobStatus(name) for name in names]


def job_document(job: Job, subject: JobSubject | None) -> dict[str, Json]:
    """A job as `jobs list --json` prints it; `error` is as in `generate --json`."""
    return {
        "jobId": job.id,
        "problemId": str(job.problem_id),
        "status": job.status,
        "title": subject.title if subject else None,
        "problemStatus": subject.status if subject else None,
        "currentStep": job.current_step,
        "completedSteps": list(job.completed_steps),
        "model": job.model,
        "batch": job.batch,
        "error": _why(job, subject) or None,
        "createdAt": job.created_at.isoformat(),
        "updatedAt": job.updated_at.isoformat(),
    }


def print_jobs(
    console: Console, jobs: Sequence[Job], subjects: Subjects, pausing: Collection[str] = ()
) -> None:
    """A row for each job; `pausing` are those that pause once their step is done."""
    rows = [
        _row(console, job, subjects.get(job.problem_id), is_pausing=job.id in pausing)
        for job in jobs
    ]
    print_rows(console, _COLUMNS, rows)


def _row(
    console: Console, job: Job, subject: JobSubject | None, *, is_pausing: bool
) -> list[str | Text]:
    status = Text("pausing", style=STATUS_STYLES[JobStatus.PAUSED])
    return [
        shown_id(console, job.id),
        status if is_pausing else Text(job.status, style=STATUS_STYLES[job.status]),
        shown_id(console, job.problem_id),
        (subject and subject.title) or "–",
        f"{len(job.completed_steps)}/{ALL_STEPS}",
        job.current_step or "",
        job.batch or "",
        job.model,
        moment(job.created_at, local=console.is_terminal),
        Text(printable(_why(job, subject)), style="red"),
    ]


def _why(job: Job, subject: JobSubject | None) -> str:
    """Why a job did not come to a verified problem: what its own row and its problem's tell."""
    if job.status is JobStatus.FAILED:
        if job.failure is None:  # only the engine knows
            return f"see `problemsmith jobs show {job.id}`"
        step = f"{job.failure.step}: " if job.failure.step else ""
        return step + job.failure.message
    if job.status is JobStatus.TERMINATED:
        return f"terminated at {job.current_step}" if job.current_step else "terminated"
    if job.status is JobStatus.COMPLETED and subject and subject.reason:
        return f"{subject.status}: {subject.reason}"
    return ""
