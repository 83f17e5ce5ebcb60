"""`problemsmith generate`: the main job."""

from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import CommandStoppedError, print_json, run_async

if TYPE_CHECKING:
    from problemsmith.generation.params import GenerationRequest
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

    from problemsmith.cli.generating import Wanted, generate_all, tell_how_to_go_on
    from problemsmith.cli.session import load_settings, working_application
    from problemsmith.cli.trouble import told_trouble
    from problemsmith.cli.watch import Watch
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
            return await generate_all(app, wanted, detach, as_json, watch)

    try:
        with told_trouble():
            results = run_async(work())
    except CommandStoppedError as stopped:
        tell_how_to_go_on(watch)
        raise typer.Exit(stopped.exit_code) from None
    if as_json:
        print_json({"problems": [result.to_wire() for result in results]})
    if not detach and not all(result.verified for result in results):
        raise typer.Exit(1)


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
