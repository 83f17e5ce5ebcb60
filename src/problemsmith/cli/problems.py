"""`problemsmith problems`: look at problems, solve them, prove them again."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stderr, stdout

if TYPE_CHECKING:
    from problemsmith.problem.problem import Problem

app = typer.Typer(help="Look at problems, solve them, prove them again.", no_args_is_help=True)

ProblemId = Annotated[UUID, typer.Argument(metavar="ID", help="the problem's id")]
Language = Annotated[str, typer.Option(help="the language of the code")]


@app.command("list")
def list_problems(
    status: Annotated[str | None, typer.Option(help="draft, verified or rejected")] = None,
    difficulty: Annotated[str | None, typer.Option(help="easy, medium or hard")] = None,
    focus_area: Annotated[str | None, typer.Option(metavar="SLUG")] = None,
    text: Annotated[str | None, typer.Option(help="looked for in titles and statements")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    """List problems, newest first."""
    from problemsmith.cli.problem_view import problem_table
    from problemsmith.cli.session import opened_store
    from problemsmith.problem.problem import Difficulty, ProblemStatus

    wanted_status = _choice(ProblemStatus, status, "status")
    wanted_difficulty = _choice(Difficulty, difficulty, "difficulty")

    async def work() -> None:
        async with opened_store() as store, store.read() as view:
            page = await view.problems.list(
                status=wanted_status,
                difficulty=wanted_difficulty,
                focus_area=focus_area,
                text=text,
                limit=limit,
            )
        if as_json:
            print_json({"problems": [problem.to_wire() for problem in page.items]})
        elif not page.items:
            stderr().print("No problems. Make one: problemsmith generate --dummy")
        else:
            stdout().print(problem_table(page.items))

    run_async(work())


@app.command("show")
def show(
    problem_id: ProblemId,
    solution: Annotated[bool, typer.Option(help="show the reference solution too")] = True,
    as_json: AsJson = False,
) -> None:
    """Show a problem with its tests, its solution and its proof."""
    from problemsmith.cli.problem_view import print_problem

    problem = _load(problem_id)
    if as_json:
        print_json(problem.to_wire())
    else:
        print_problem(stdout(), problem, with_solution=solution)


@app.command("verify")
def verify(problem_id: ProblemId, as_json: AsJson = False) -> None:
    """Run a problem's proof again in a clean sandbox; exit 1 when it does not hold."""
    from problemsmith.cli.problem_view import replay_view
    from problemsmith.cli.session import opened_judge
    from problemsmith.service.problems import replay_proof

    problem = _load(problem_id)

    async def work() -> bool:
        async with opened_judge() as judge:
            replay = await replay_proof(judge, problem)
        if as_json:
            print_json(
                {
                    "problemId": str(problem_id),
                    "confirmed": replay.confirmed,
                    "changed": list(replay.changed),
                    "checks": [check.to_wire() for check in replay.findings.checks],
                }
            )
        else:
            stdout().print(replay_view(replay))
        return replay.confirmed

    if not run_async(work()):
        raise typer.Exit(1)


@app.command("run")
def run(
    problem_id: ProblemId,
    file: Annotated[Path, typer.Argument(help="the solution's source")],
    language: Language = "python",
    as_json: AsJson = False,
) -> None:
    """Judge a solution on a problem's tests; exit 0 only when all are accepted."""
    from problemsmith.cli.judgement_view import judgement_document, print_judgement
    from problemsmith.cli.session import opened_judge, read_source
    from problemsmith.problem.verdict import Verdict
    from problemsmith.service.problems import run_solution

    code = read_source(file)
    problem = _load(problem_id)

    async def work() -> bool:
        async with opened_judge() as judge:
            judgement = await run_solution(judge, problem, code, language)
        if as_json:
            print_json(judgement_document(judgement))
        else:
            print_judgement(stdout(), judgement, [case.input or () for case in problem.test_cases])
        return judgement.verdict is Verdict.ACCEPTED

    if not run_async(work()):
        raise typer.Exit(1)


@app.command("starter-code")
def starter_code(problem_id: ProblemId, language: Language = "python") -> None:
    """Print the code that a person starts from."""
    from problemsmith.generation.prerequisites import need_text
    from problemsmith.judge.languages import find_language

    text = need_text(_load(problem_id))
    typer.echo(find_language(language).starter_code(text.signature), nl=False)


@app.command("export")
def export(
    output: Annotated[Path, typer.Option(help="the file to write")],
    problem_ids: Annotated[list[UUID] | None, typer.Argument(metavar="[ID]...")] = None,
    file_format: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
    status: Annotated[str | None, typer.Option(help="draft, verified or rejected")] = None,
    difficulty: Annotated[str | None, typer.Option(help="easy, medium or hard")] = None,
    focus_area: Annotated[str | None, typer.Option(metavar="SLUG")] = None,
    text: Annotated[str | None, typer.Option(help="looked for in titles and statements")] = None,
) -> None:
    """Write problems to a file: those named, or all that the filters let through."""
    from problemsmith.cli.session import opened_store
    from problemsmith.errors import ValidationError
    from problemsmith.problem.problem import Difficulty, ProblemStatus
    from problemsmith.service.exchange import FORMATS, export_problems

    if file_format not in FORMATS:
        raise ValidationError(f"--format {file_format}: it is one of {', '.join(FORMATS)}")

    async def work() -> int:
        async with opened_store() as store:
            return await export_problems(
                store,
                output,
                ids=problem_ids or (),
                status=_choice(ProblemStatus, status, "status"),
                difficulty=_choice(Difficulty, difficulty, "difficulty"),
                focus_area=focus_area,
                text=text,
            )

    stderr().print(f"wrote {run_async(work())} problems to {output}")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="a file that `export --format jsonl` wrote")],
    as_json: AsJson = False,
) -> None:
    """Read problems from a file: all of them, or none when one is wrong."""
    from problemsmith.cli.session import opened_store
    from problemsmith.service.exchange import import_problems

    async def work() -> list[UUID]:
        async with opened_store() as store:
            return await import_problems(store, file)

    imported = run_async(work())
    if as_json:
        print_json({"problemIds": [str(problem_id) for problem_id in imported]})
    else:
        stdout().print(f"imported {len(imported)} problems")


@app.command("delete")
def delete(problem_id: ProblemId) -> None:
    """Delete a problem with its tests and its jobs."""
    from problemsmith.cli.session import opened_application
    from problemsmith.service.problems import delete_problem

    async def work() -> None:
        async with opened_application() as application:
            await delete_problem(application, problem_id)
        stdout().print(f"deleted {problem_id}")

    run_async(work())


ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def _choice(choices: type[ChoiceT], name: str | None, option: str) -> ChoiceT | None:
    from problemsmith.errors import ValidationError

    if name is None:
        return None
    try:
        return choices(name)
    except ValueError:
        raise ValidationError(f"--{option} {name}: it is one of {', '.join(choices)}") from None


def _load(problem_id: UUID) -> "Problem":
    from problemsmith.cli.session import opened_store
    from problemsmith.service.problems import get_problem

    async def work() -> "Problem":
        async with opened_store() as store:
            return await get_problem(store, problem_id)

    return run_async(work())
