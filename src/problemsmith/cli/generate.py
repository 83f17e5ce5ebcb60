"""`problemsmith generate`: the main job."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stderr, stdout

if TYPE_CHECKING:
    from problemsmith.generation.params import GenerationRequest
    from problemsmith.service.application import Application
    from problemsmith.service.command import Started
    from problemsmith.service.results import JobResult

INTERRUPTED = 130
"""The shell's own exit code for Ctrl-C."""


def generate(
    dummy: Annotated[
        bool, typer.Option("--dummy", help="Take the built-in catalogue: no key, no network.")
    ] = False,
    model: Annotated[
        str | None, typer.Option(help="e.g. openai-chat:NAME or anthropic:NAME")
    ] = None,
    prompt: Annotated[str | None, typer.Option(help="What the problem should be about.")] = None,
    focus_area: Annotated[
        list[str] | None, typer.Option(metavar="SLUG", help="See `focus-areas list`; repeatable.")
    ] = None,
    difficulty: Annotated[str | None, typer.Option(help="easy, medium or hard")] = None,
    from_problem: Annotated[
        UUID | None, typer.Option("--from", metavar="ID", help="Start from this problem.")
    ] = None,
    direction: Annotated[str | None, typer.Option(help="easier, harder or similar")] = None,
    count: Annotated[int, typer.Option(min=1, max=100_000, help="How many problems.")] = 1,
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="How many jobs at once.")
    ] = None,
    budget_usd: Annotated[
        float | None,
        typer.Option(help="What all of it may cost, shared equally among the problems."),
    ] = None,
    solutions: Annotated[
        int,
        typer.Option(
            min=0, max=9, help="Ask for so many further solutions, to see where they part."
        ),
    ] = 0,
    review: Annotated[
        bool, typer.Option("--review", help="Wait for a person's approval at the end.")
    ] = False,
    batch: Annotated[
        str | None, typer.Option(metavar="NAME", help="Run again, completes the same batch.")
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Only start the jobs; a worker does them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make problems, and prove them. Jobs that a crash left open are finished first."""
    from problemsmith.cli.session import load_settings
    from problemsmith.cli.trouble import told_trouble

    overrides = {} if concurrency is None else {"concurrency": concurrency}
    settings = load_settings(**overrides)
    wanted = _request(
        model="dummy" if dummy else model or settings.default_model,
        prompt=prompt,
        focus_areas=tuple(focus_area or ()),
        difficulty=difficulty,
        start_from=_base(from_problem, direction),
        budget_usd=_share(budget_usd, count, settings.budget_usd),
        solutions=solutions,
        require_review=review,
    )

    async def work() -> "list[JobResult]":
        from problemsmith.service.application import open_application

        async with open_application(settings) as app:
            return await _generate(app, wanted, count, batch, detach, as_json)

    try:
        with told_trouble():
            results = run_async(work())
    except KeyboardInterrupt:
        stderr().print(
            "\nStopped. What was done is kept: run the same command again to go on,"
            " or see `problemsmith jobs list`."
        )
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json({"problems": [result.to_wire() for result in results]})
    if not detach and not all(result.verified for result in results):
        raise typer.Exit(1)


async def _generate(
    app: "Application",
    wanted: "GenerationRequest",
    count: int,
    batch: str | None,
    detach: bool,
    as_json: bool,
) -> "list[JobResult]":
    from contextlib import suppress

    from problemsmith.cli.progress import follow
    from problemsmith.errors import NotFoundError
    from problemsmith.service.command import start_command
    from problemsmith.service.results import job_result

    if not detach:
        other = await app.try_to_work()
        if other is not None:
            stderr().print(f"Another problemsmith (process {other or 'unknown'}) runs the jobs.")
    started = await start_command(app, wanted, count=count, batch=batch)
    _tell(started)
    if not detach:
        await follow(app, [*started.left_open, *started.own], take_over=True)
    results: list[JobResult] = []
    for job_id in started.own:
        # A problem that was deleted meanwhile has nothing to tell.
        with suppress(NotFoundError):
            results.append(await job_result(app, job_id))
    if not as_json:
        await _show(app, results, detach)
    return results


def _tell(started: "Started") -> None:
    if started.left_open:
        stderr().print(f"Finishing {_jobs(len(started.left_open))} that an earlier run left open.")
    if started.resumed:
        stderr().print(f"Going on with {_jobs(started.resumed)} of an earlier run of this command.")


def _jobs(number: int) -> str:
    return "1 job" if number == 1 else f"{number} jobs"


async def _show(app: "Application", results: "list[JobResult]", detach: bool) -> None:
    from problemsmith.cli.job_view import result_table
    from problemsmith.cli.problem_view import print_problem

    console = stdout()
    if detach:
        for result in results:
            console.print(result.job_id)
        stderr().print("The jobs wait for a worker: run `problemsmith worker`.")
        return
    if len(results) == 1 and results[0].title:
        async with app.store.read() as view:
            print_problem(console, await view.problems.get(results[0].problem_id))
    console.print(result_table(results))


def _request(**fields: object) -> "GenerationRequest":
    from pydantic import ValidationError as PydanticError

    from problemsmith.errors import ValidationError
    from problemsmith.generation.params import GenerationRequest

    if fields["model"] is None:
        raise ValidationError(
            "no model: name one with --model (e.g. openai-chat:NAME or anthropic:NAME),"
            " set PROBLEMSMITH_DEFAULT_MODEL, or try --dummy"
        )
    try:
        return GenerationRequest.model_validate(fields)
    except PydanticError as error:
        first = error.errors()[0]
        place = str(first["loc"][0]).replace("_", "-") if first["loc"] else "options"
        raise ValidationError(f"--{place}: {first['msg']}") from error


def _base(problem: UUID | None, direction: str | None) -> dict[str, object] | None:
    from problemsmith.errors import ValidationError

    if problem is None:
        if direction:
            raise ValidationError("--direction goes with --from ID")
        return None
    return {"problem_id": problem, "direction": direction or "similar"}


def _share(budget: float | None, count: int, default: float | None) -> float | None:
    return default if budget is None else budget / count
