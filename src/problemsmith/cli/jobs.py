"""`problemsmith jobs`: the lifecycle of jobs."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.ids import JobName, ProblemName
from problemsmith.cli.job_pruning import prune
from problemsmith.cli.options import AsJson
from problemsmith.cli.output import CommandStoppedError, print_json, run_async, say, stdout

if TYPE_CHECKING:
    from problemsmith.service.application import Application
    from problemsmith.store.database import Database

app = typer.Typer(help="Look at jobs, and steer them.", no_args_is_help=True)
app.command("prune", short_help="Delete jobs that ended long ago.")(prune)


@app.command("list", short_help="List jobs, newest first.")
def list_jobs(
    status: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATUS",
            help="only these: pending, in_progress, paused, waiting (for a review), completed,"
            " failed or terminated; repeatable",
        ),
    ] = None,
    batch: Annotated[
        str | None, typer.Option(metavar="NAME", help="only those of this batch")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=500, help="how many at most")] = 50,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first, with what they are about and why they failed."""
    from problemsmith.cli.job_list import job_document, parse_statuses, print_jobs
    from problemsmith.cli.session import opened_store
    from problemsmith.store.records import JobStatus

    async def work() -> None:
        async with opened_store() as store:
            async with store.read() as view:
                page = await view.jobs.list(
                    statuses=parse_statuses(status), batch=batch, limit=limit
                )
                subjects = await view.jobs.subjects({job.problem_id for job in page.items})
                pausing = await view.jobs.pausing([job.id for job in page.items])
            if not as_json and any(job.status is JobStatus.IN_PROGRESS for job in page.items):
                # One that was killed could not say that it stopped.
                await _tell_when_nobody_works(store)
        if as_json:
            print_json(
                {"jobs": [job_document(job, subjects.get(job.problem_id)) for job in page.items]}
            )
            return
        if page.items:
            print_jobs(stdout(), page.items, subjects, pausing)
        elif status or batch:
            say("No job is like that. All of them: problemsmith jobs list")
        else:
            say("No jobs yet. Make one: problemsmith generate --dummy")
        if page.next_cursor:
            say(f"There are more than these {limit}: see --limit and --status.")

    run_async(work())


@app.command("show", short_help="Show a job's timeline.")
def show(name: JobName, as_json: AsJson = False) -> None:
    """Show a job's timeline: every step and attempt, errors, durations, tokens and cost."""
    from problemsmith.cli.job_view import details_document, print_timeline
    from problemsmith.service.jobs import job_details

    async def show_it(application: "Application", job_id: str) -> None:
        details = await job_details(application, job_id)
        if as_json:
            print_json(details_document(details))
        else:
            print_timeline(stdout(), details)

    _with_job(name, show_it)


@app.command("watch", short_help="Follow a job until it ends.")
def watch(name: JobName) -> None:
    """Follow a job until it ends; Ctrl-C stops watching, not the job."""
    from problemsmith.cli.progress import follow
    from problemsmith.cli.watch import Watch
    from problemsmith.service.jobs import OPEN, job_details

    async def watch_it(application: "Application", job_id: str) -> None:
        if (await job_details(application, job_id)).job.status in OPEN:
            await _tell_when_nobody_works(application.store)
        await follow(application, [job_id], watch=Watch(leave="Ctrl-C leaves, the job goes on"))

    try:
        _with_job(name, watch_it)
    except CommandStoppedError as stopped:
        say("Stopped watching; the job is not touched.")
        raise typer.Exit(stopped.exit_code) from None


@app.command("pause", short_help="Pause a job after its step.")
def pause(name: JobName) -> None:
    """Pause a job: the step in progress finishes and keeps its result."""
    from problemsmith.service import jobs

    async def pause_it(application: "Application", job_id: str) -> None:
        await jobs.pause(application, job_id)
        if await _tell_status(application, job_id):
            await _tell_when_nobody_works(application.store)
        say(f"Go on with: problemsmith jobs resume {job_id}")

    _with_job(name, pause_it)


@app.command("resume", short_help="Let a paused job go on.")
def resume(name: JobName) -> None:
    """Resume a paused job at the first step that has no result."""
    from problemsmith.service import jobs

    async def resume_it(application: "Application", job_id: str) -> None:
        await jobs.resume(application, job_id)
        await _tell_status(application, job_id)
        await _tell_when_nobody_works(application.store)

    _with_job(name, resume_it)


@app.command("terminate", short_help="Stop a job for good.")
def terminate(name: JobName) -> None:
    """Terminate a job: the step in progress is cancelled."""
    from problemsmith.service import jobs

    async def terminate_it(application: "Application", job_id: str) -> None:
        await jobs.terminate(application, job_id)
        await _tell_status(application, job_id)

    _with_job(name, terminate_it)


@app.command("restart", short_help="Run a job again, on demand from a step.")
def restart(
    name: JobName,
    from_step: Annotated[
        str | None,
        typer.Option(metavar="STEP", help="keep the results before this step; see `jobs show ID`"),
    ] = None,
) -> None:
    """Run a job again, from the first step or from a named one."""
    from problemsmith.service import jobs

    async def restart_it(application: "Application", job_id: str) -> None:
        await jobs.restart(application, job_id, from_step)
        await _tell_status(application, job_id)
        await _tell_when_nobody_works(application.store)

    _with_job(name, restart_it)


@app.command("approve", short_help="End a review.")
def approve(
    name: JobName,
    send_back: Annotated[
        str | None,
        typer.Option(metavar="STEP", help="do not approve: do it again from this step on"),
    ] = None,
    remarks: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="what should be different; goes with --send-back"),
    ] = None,
) -> None:
    """End a review (of `generate --review`): approve the problem, or send it back to a step."""
    from problemsmith.service import jobs

    async def approve_it(application: "Application", job_id: str) -> None:
        await jobs.approve(application, job_id, send_back=send_back, remarks=remarks)
        stdout().print(f"{job_id}: {f'sent back to {send_back}' if send_back else 'approved'}")
        await _tell_when_nobody_works(application.store)

    _with_job(name, approve_it)


@app.command("start", short_help="Start a job on a problem, from a step.")
def start(
    name: ProblemName,
    starting_step: Annotated[
        str, typer.Option(metavar="STEP", help="the step to start from, such as verifyProblem")
    ],
    model: Annotated[
        str | None, typer.Option(metavar="MODEL", help="default: the problem's own model")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Start a new job on a problem that exists, from a step."""
    from problemsmith.service.jobs import start_from
    from problemsmith.service.naming import find_problem

    async def start_it(application: "Application") -> None:
        problem_id = await find_problem(application.store, name)
        created = await start_from(application, problem_id, starting_step, model)
        if as_json:
            print_json(created.to_wire())
        else:
            stdout().print(created.job_id)
        await _tell_when_nobody_works(application.store)

    _with_application(start_it)


@app.command("import-queue", short_help="Start the jobs of an old queue.")
def import_queue(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="a JSON array, or one JSON object a line")
    ],
    as_json: AsJson = False,
) -> None:
    """Start a job for each message {jobId, problemId, step, model} of an old queue."""
    from problemsmith.cli.wording import counted
    from problemsmith.service import jobs

    async def import_it(application: "Application") -> None:
        imported = await jobs.import_queue(application, file)
        failed = [message for message in imported if message.error]
        if as_json:
            print_json(
                {
                    "started": [one.job_id for one in imported if not one.error],
                    "errors": [
                        {"message": one.line, "jobId": one.job_id, "error": one.error}
                        for one in failed
                    ],
                }
            )
        else:
            started = len(imported) - len(failed)
            stdout().print(f"started {started} of {counted(len(imported), 'job')}")
            for one in failed:
                say(f"message {one.line}, job {one.job_id}: {one.error}")
        await _tell_when_nobody_works(application.store)
        if failed:
            raise typer.Exit(1)

    _with_application(import_it)


async def _tell_status(application: "Application", job_id: str) -> bool:
    """Print where the job stands; True while a worker has yet to bring it to its pause."""
    from problemsmith.service.jobs import job_details
    from problemsmith.workflows import InstanceStatus

    details = await job_details(application, job_id)
    instance = details.instance
    pausing = instance is not None and instance.status is InstanceStatus.WAITING_FOR_PAUSE
    told = "pausing, when its step is done" if pausing else details.job.status.value
    stdout().print(f"{job_id}: {told}")
    return pausing


async def _tell_when_nobody_works(store: "Database") -> None:
    """Say what is to be done where nobody would do the job."""
    from problemsmith.service.working import somebody_works

    if not await somebody_works(store):
        say("Nobody works on jobs now. Start a worker: problemsmith worker")


def _with_job(name: str, call: "Callable[[Application, str], Awaitable[None]]") -> None:
    from problemsmith.service.naming import find_job

    async def work(application: "Application") -> None:
        await call(application, await find_job(application.store, name))

    _with_application(work)


def _with_application(call: "Callable[[Application], Awaitable[None]]") -> None:
    from problemsmith.cli.session import opened_application

    async def work() -> None:
        async with opened_application() as application:
            await call(application)

    run_async(work())
