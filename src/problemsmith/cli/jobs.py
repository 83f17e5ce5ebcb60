"""`problemsmith jobs`: the lifecycle of jobs."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stderr, stdout

if TYPE_CHECKING:
    from problemsmith.service.application import Application

app = typer.Typer(help="Look at jobs, and steer them.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(metavar="ID", help="the job's id")]


@app.command("list")
def list_jobs(
    status: Annotated[
        list[str] | None,
        typer.Option(
            help="pending, in_progress, paused, waiting, completed, failed or terminated;"
            " more than one is allowed"
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first."""
    from problemsmith.cli.job_view import job_table, parse_statuses
    from problemsmith.cli.session import opened_store

    async def work() -> None:
        async with opened_store() as store, store.read() as view:
            page = await view.jobs.list(statuses=parse_statuses(status), limit=limit)
        if as_json:
            print_json({"jobs": [job_document(job) for job in page.items]})
        elif not page.items:
            stderr().print("No jobs. Make one: problemsmith generate --dummy")
        else:
            stdout().print(job_table(page.items))

    from problemsmith.cli.job_view import job_document

    run_async(work())


@app.command("show")
def show(job_id: JobId, as_json: AsJson = False) -> None:
    """Show a job's timeline: every step and attempt, errors, durations, tokens and cost."""
    from problemsmith.cli.job_view import details_document, print_timeline
    from problemsmith.cli.session import opened_application
    from problemsmith.service.jobs import job_details

    async def work() -> None:
        async with opened_application() as application:
            details = await job_details(application, job_id)
        if as_json:
            print_json(details_document(details))
        else:
            print_timeline(stdout(), details)

    run_async(work())


@app.command("watch")
def watch(job_id: JobId) -> None:
    """Follow a job until it ends; Ctrl-C stops watching, not the job."""
    from problemsmith.cli.progress import follow
    from problemsmith.cli.session import opened_application
    from problemsmith.service.jobs import job_details

    async def work() -> None:
        async with opened_application() as application:
            await job_details(application, job_id)
            await follow(application, [job_id])

    run_async(work())


@app.command("pause")
def pause(job_id: JobId) -> None:
    """Pause a job: the step in progress finishes and keeps its result."""
    from problemsmith.service import jobs

    _steer(lambda application: jobs.pause(application, job_id), job_id)


@app.command("resume")
def resume(job_id: JobId) -> None:
    """Resume a paused job at the first step that has no result."""
    from problemsmith.service import jobs

    _steer(lambda application: jobs.resume(application, job_id), job_id)


@app.command("terminate")
def terminate(job_id: JobId) -> None:
    """Terminate a job: the step in progress is cancelled."""
    from problemsmith.service import jobs

    _steer(lambda application: jobs.terminate(application, job_id), job_id)


@app.command("restart")
def restart(
    job_id: JobId,
    from_step: Annotated[
        str | None, typer.Option(metavar="STEP", help="keep the results before this step")
    ] = None,
) -> None:
    """Run a job again, from the first step or from a named one."""
    from problemsmith.service import jobs

    _steer(lambda application: jobs.restart(application, job_id, from_step), job_id)


@app.command("approve")
def approve(
    job_id: JobId,
    send_back: Annotated[
        str | None, typer.Option(metavar="STEP", help="do it again from this step instead")
    ] = None,
    remarks: Annotated[str | None, typer.Option(help="what should be different")] = None,
) -> None:
    """End a review: approve the problem, or send it back to a step with remarks."""
    from problemsmith.service import jobs

    _steer(
        lambda application: jobs.approve(application, job_id, send_back=send_back, remarks=remarks),
        job_id,
    )


@app.command("start")
def start(
    problem_id: Annotated[UUID, typer.Argument(metavar="PROBLEM_ID")],
    starting_step: Annotated[str, typer.Option(metavar="STEP", help="the step to start from")],
    model: Annotated[str | None, typer.Option(help="default: the problem's own model")] = None,
    as_json: AsJson = False,
) -> None:
    """Start a new job on a problem that exists, from a step."""
    from problemsmith.service.jobs import start_from

    async def start_it(application: "Application") -> None:
        created = await start_from(application, problem_id, starting_step, model)
        if as_json:
            print_json(created.to_wire())
        else:
            stdout().print(created.job_id)

    _with_application(start_it)


@app.command("import-queue")
def import_queue(
    file: Annotated[Path, typer.Argument(help="a JSON array, or one JSON object a line")],
    as_json: AsJson = False,
) -> None:
    """Start an instance for each message {jobId, problemId, step, model} of an old queue."""
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
            stdout().print(f"started {len(imported) - len(failed)} of {len(imported)} jobs")
            for one in failed:
                stderr().print(f"message {one.line}, job {one.job_id}: {one.error}")
        if failed:
            raise typer.Exit(1)

    _with_application(import_it)


def _steer(call: "Callable[[Application], Awaitable[None]]", job_id: str) -> None:
    from problemsmith.service.jobs import job_details

    async def steer(application: "Application") -> None:
        await call(application)
        details = await job_details(application, job_id)
        status = details.instance.status.value if details.instance else details.job.status
        stdout().print(f"{job_id}: {status}")

    _with_application(steer)


def _with_application(call: "Callable[[Application], Awaitable[None]]") -> None:
    from problemsmith.cli.session import opened_application

    async def work() -> None:
        async with opened_application() as application:
            await call(application)

    run_async(work())
