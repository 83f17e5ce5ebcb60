"""What became of a job, in one value."""

from uuid import UUID

from problemsmith.generation.verification.report import VerificationReport
from problemsmith.problem.wire import WireModel
from problemsmith.service.application import Application
from problemsmith.service.jobs import JobDetails, job_details
from problemsmith.store.records import JobStatus


class JobResult(WireModel):
    """A job's outcome.

    `cost_usd` is None when a call's price is not known. `seconds` is wall time from the first step
    to the end, pauses included; None while it has not ended.
    """

    problem_id: UUID
    job_id: str
    status: JobStatus
    title: str | None
    verified: bool
    mutation_score: float | None
    model_calls: int
    cost_usd: float | None
    seconds: float | None
    error: str | None


async def job_result(app: Application, job_id: str) -> JobResult:
    """The outcome as it stands now; raises NotFoundError."""
    details = await job_details(app, job_id)
    async with app.store.read() as view:
        problem = await view.problems.get(details.job.problem_id)
    report = (
        VerificationReport.model_validate(problem.verification) if problem.verification else None
    )
    instance, usage = details.instance, details.usage
    return JobResult(
        problem_id=problem.id,
        job_id=job_id,
        status=details.job.status,
        title=problem.text.title if problem.text else None,
        verified=report is not None and report.verified,
        mutation_score=report.mutation_score if report else None,
        model_calls=usage.calls,
        cost_usd=None if usage.unpriced_calls else usage.cost_usd,
        seconds=(
            round((instance.end - instance.start).total_seconds(), 3)
            if instance and instance.start and instance.end
            else None
        ),
        error=why(details) or (report.reason if report and not report.verified else None),
    )


def why(details: JobDetails) -> str | None:
    """Why a job failed, with the step: a sentence a person can act on."""
    job, instance = details.job, details.instance
    if job.status is JobStatus.TERMINATED:
        return f"terminated at {job.current_step}" if job.current_step else "terminated"
    if instance and instance.error:
        step = f"{job.current_step}: " if job.current_step else ""
        return f"{step}{instance.error.message}"
    if job.failure:
        return f"{job.failure.step}: {job.failure.message}"
    return None
