"""`problemsmith generate`: the main job."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import CommandStoppedError, print_json, run_async, say, stdout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from problemsmith.cli.progress import Watch
    from problemsmith.generation.params import GenerationRequest
    from problemsmith.service.application import Application
    from problemsmith.service.command import Started
    from problemsmith.service.results import JobResult


def generate(
    dummy: Annotated[
        bool, typer.Option("--dummy", help="Take the built-in catalogue: no key, no network.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="The model that writes, as openai-chat:NAME or anthropic:NAME;"
            " default: PROBLEMSMITH_DEFAULT_MODEL.",
        ),
    ] = None,
    prompt: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What the problem should be about, in your words."),
    ] = None,
    focus_area: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLUG", help="What it should train: see `focus-areas list`; repeatable."
        ),
    ] = None,
    difficulty: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="easy, medium or hard")
    ] = None,
    from_problem: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Start from this problem.")
    ] = None,
    direction: Annotated[
        str | None,
        typer.Option(
            metavar="WHERE", help="With --from: easier, harder or similar; default: similar."
        ),
    ] = None,
    count: Annotated[
        int, typer.Option(metavar="N", min=1, max=100_000, help="How many problems.")
    ] = 1,
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=10_000,
            help="How many jobs at once; default: PROBLEMSMITH_CONCURRENCY.",
        ),
    ] = None,
    budget_usd: Annotated[
        float | None,
        typer.Option(
            metavar="USD",
            help="What all of it may cost: held by a --batch as a whole, else shared equally among"
            " the problems.",
        ),
    ] = None,
    solutions: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            max=9,
            help="Have so many more solutions written from the statement alone; where they"
            " part, it can be read in two ways.",
        ),
    ] = 0,
    review: Annotated[
        bool,
        typer.Option("--review", help="Wait at the end for `problemsmith jobs approve`."),
    ] = False,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Name the set of problems: the same command, run again, completes it and makes"
            " none twice.",
        ),
    ] = None,
    detach: Annotated[
        bool,
        typer.Option("--detach", help="Only start the jobs: `problemsmith worker` does them."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make problems, and prove them. Jobs that a crash left open are finished first.

    Exit code 0: every problem is verified; 1: one is not; 130: Ctrl-C, run it again to go on.
    """
    from datetime import UTC, datetime

    from problemsmith.cli.progress import Watch
    from problemsmith.cli.session import load_settings, working_application
    from problemsmith.cli.trouble import told_trouble
    from problemsmith.errors import ValidationError
    from problemsmith.service.naming import find_problem

    if dummy and model not in (None, "dummy"):
        raise ValidationError(f"--dummy takes no model: leave out --dummy, or --model {model}")
    if batch is not None and not batch.strip():
        raise ValidationError("--batch: give it a name, or leave it out")
    if direction and from_problem is None:
        raise ValidationError("--direction goes with --from ID")
    overrides = {} if concurrency is None else {"concurrency": concurrency}
    settings = load_settings(**overrides)
    wish: dict[str, object] = {
        "model": "dummy" if dummy else model or settings.default_model,
        "prompt": prompt,
        "focus_areas": tuple(focus_area or ()),
        "difficulty": difficulty,
        "budget_usd": settings.budget_usd
        if budget_usd is None or batch is not None
        else budget_usd / count,
        "solutions": solutions,
        "require_review": review,
    }
    _request(wish)  # before anything is opened
    watch = Watch(since=datetime.now(UTC))

    async def work() -> "list[JobResult]":
        async with working_application(settings) as app:
            if from_problem is not None:
                base = await find_problem(app.store, from_problem)
                wish["start_from"] = {"problem_id": base, "direction": direction or "similar"}
            wanted = Wanted(_request(wish), count, batch, budget_usd if batch else None)
            return await _generate(app, wanted, detach, as_json, watch)

    try:
        with told_trouble():
            results = run_async(work())
    except CommandStoppedError as stopped:
        _tell_how_to_go_on(watch)
        raise typer.Exit(stopped.exit_code) from None
    if as_json:
        print_json({"problems": [result.to_wire() for result in results]})
    if not detach and not all(result.verified for result in results):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one command asks for. `budget_usd` is the batch's, for all its jobs together."""

    request: "GenerationRequest"
    count: int
    batch: str | None
    budget_usd: float | None


async def _generate(
    app: "Application",
    wanted: Wanted,
    detach: bool,
    as_json: bool,
    watch: "Watch",
) -> "list[JobResult]":
    from problemsmith.cli.job_view import print_results
    from problemsmith.cli.progress import ENDED, follow
    from problemsmith.service.catalogue_wishes import unmet_wishes
    from problemsmith.service.command import start_command

    other = None if detach else await app.try_to_work()
    started = await start_command(
        app, wanted.request, count=wanted.count, batch=wanted.batch, budget_usd=wanted.budget_usd
    )
    if other is not None:
        say(f"Another problemsmith (process {other or 'unknown'}) does the jobs; watching it.")
    unmet = unmet_wishes(wanted.request)
    if unmet:
        say(f"note: the built-in catalogue passes over {' and '.join(unmet)}; a model would not")
    _tell(started, wanted.batch)
    if not detach:

        async def tell_stand(console: "Console") -> None:
            """What is done, and what the rest waits for: it may take days."""
            ended = [job.id for job in watch.with_status(*ENDED)]
            print_results(
                console, await _results(app, [one for one in started.own if one in ended])
            )
            console.print("The others wait for you, and this command for them; Ctrl-C leaves.")
            for line in _what_waits(watch):
                console.print(line, soft_wrap=True)

        await follow(
            app,
            [*started.left_open, *started.own],
            take_over=True,
            watch=watch,
            on_stand_still=tell_stand,
        )
    results = await _results(app, started.own)
    if not as_json:
        await _show(app, results, detach)
    if wanted.batch is not None and not detach:
        await _tell_batch(app, wanted.batch, results)
    if detach:
        await _tell_who_works(app)
    return results


async def _results(app: "Application", job_ids: "Sequence[str]") -> "list[JobResult]":
    from contextlib import suppress

    from problemsmith.errors import NotFoundError
    from problemsmith.service.results import job_result

    results: list[JobResult] = []
    for job_id in job_ids:
        # A problem that was deleted meanwhile has nothing to tell.
        with suppress(NotFoundError):
            results.append(await job_result(app, job_id))
    return results


def _tell(started: "Started", batch: str | None) -> None:
    from problemsmith.cli.wording import counted

    if started.left_open:
        left = counted(len(started.left_open), "job")
        say(f"Finishing {left} that an earlier run left open.")
    if started.resumed:
        say(f"Going on with {counted(started.resumed, 'job')} of an earlier run of this command.")
    if started.done:
        jobs = counted(len(started.own), "job")
        say(f"Batch {batch}: {started.done} of {jobs} had ended before.")


async def _tell_batch(app: "Application", name: str, results: "list[JobResult]") -> None:
    """What the batch came to: its yield, how many tell the same, and its money."""
    from problemsmith.cli.wording import cost, counted
    from problemsmith.generation.near_duplicates import count_twins

    made = {result.problem_id for result in results}
    async with app.store.read() as view:
        batch = await view.batches.get(name)
        prints = await view.problems.fingerprints()
    verified = sum(result.verified for result in results)
    twins = count_twins(one.fingerprint for one in prints if one.problem_id in made)
    of_budget = "" if batch.budget_usd is None else f" of {cost(batch.budget_usd)}"
    paid = f", {cost(batch.spent_usd)}{of_budget} spent" if batch.spent_usd or of_budget else ""
    say(
        f"Batch {name}: {verified} of {counted(len(results), 'problem')} verified,"
        f" {twins} near duplicates ({twins / max(len(results), 1):.1%}){paid}."
    )


async def _tell_who_works(app: "Application") -> None:
    from problemsmith.service.working import somebody_works

    if await somebody_works(app.store):
        say("The jobs are started; a worker is running.")
    else:
        say("The jobs wait for a worker: run `problemsmith worker`.")


def _tell_how_to_go_on(watch: "Watch") -> None:
    """After a stop: what goes on with the same command, and what waits for somebody."""
    from problemsmith.store.records import JobStatus

    standing = watch.with_status(JobStatus.WAITING, JobStatus.PAUSED)
    say("")
    if watch.ended + len(standing) < len(watch.jobs) or not watch.jobs:
        say(
            "Stopped. What was done is kept: run the same command again to go on,"
            " or see `problemsmith jobs list`."
        )
    else:
        say("Stopped. What was done is kept: see `problemsmith jobs list`.")
    for line in _what_waits(watch):
        say(line)


def _what_waits(watch: "Watch") -> "Iterator[str]":
    """What a person has to do for the jobs that wait for one."""
    from problemsmith.cli.wording import counted
    from problemsmith.store.records import JobStatus

    for status, state, command in (
        (JobStatus.WAITING, "waiting for a review", "jobs approve"),
        (JobStatus.PAUSED, "paused", "jobs resume"),
    ):
        jobs = watch.with_status(status)
        if len(jobs) == 1:
            yield f"Job {jobs[0].id} is {state}: problemsmith {command} {jobs[0].id}"
        elif jobs:
            yield f"{counted(len(jobs), 'job')} are {state}: problemsmith {command} ID"


async def _show(app: "Application", results: "list[JobResult]", detach: bool) -> None:
    from problemsmith.cli.job_view import print_results
    from problemsmith.cli.problem_view import print_problem

    console = stdout()
    if detach:
        for result in results:
            console.print(result.job_id)
        return
    if len(results) == 1 and results[0].title:
        async with app.store.read() as view:
            print_problem(console, await view.problems.get(results[0].problem_id))
    if results:
        print_results(console, results)


def _request(fields: dict[str, object]) -> "GenerationRequest":
    from pydantic import ValidationError as PydanticError

    from problemsmith.errors import ValidationError
    from problemsmith.generation.params import GenerationRequest
    from problemsmith.problem.plain_words import told

    if fields["model"] is None:
        raise ValidationError(
            "no model: name one with --model (e.g. openai-chat:NAME or anthropic:NAME),"
            " set PROBLEMSMITH_DEFAULT_MODEL, or try --dummy"
        )
    try:
        return GenerationRequest.model_validate(fields)
    except PydanticError as error:
        place = str((error.errors()[0]["loc"] or ("options",))[0])
        option = _OPTIONS.get(place, place.replace("_", "-"))
        raise ValidationError(f"--{option}: {told(error)}") from error


_OPTIONS = {"focus_areas": "focus-area", "start_from": "direction"}
"""Options whose fields have another name."""
