"""`problemsmith problems`: look at problems, solve them, prove them again."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from problemsmith.cli.ids import ProblemName
from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, say, stdout

if TYPE_CHECKING:
    from problemsmith.problem.problem import Problem

app = typer.Typer(help="Look at problems, solve them, prove them again.", no_args_is_help=True)

Status = Annotated[
    str | None, typer.Option(metavar="STATUS", help="only these: draft, verified or rejected")
]
WishedDifficulty = Annotated[
    str | None, typer.Option(metavar="LEVEL", help="only these: easy, medium or hard")
]
FocusArea = Annotated[
    str | None, typer.Option(metavar="SLUG", help="only those about it: see `focus-areas list`")
]
Text = Annotated[
    str | None, typer.Option(metavar="TEXT", help="only those with this in title or statement")
]


@app.command("list")
def list_problems(
    status: Status = None,
    difficulty: WishedDifficulty = None,
    focus_area: FocusArea = None,
    text: Text = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=500, help="how many at most")] = 50,
    as_json: AsJson = False,
) -> None:
    """List problems, newest first."""
    from problemsmith.cli.problem_list import print_problems, problem_document
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
            print_json({"problems": [problem_document(problem) for problem in page.items]})
            return
        if page.items:
            print_problems(stdout(), page.items)
        elif status or difficulty or focus_area or text:
            say("No problem is like that. All of them: problemsmith problems list")
        else:
            say("No problems yet. Make one: problemsmith generate --dummy")
        if page.next_cursor:
            say(f"There are more than these {limit}: see --limit and the filters.")

    run_async(work())


@app.command("show", short_help="Show a problem with its proof.")
def show(
    name: ProblemName,
    solution: Annotated[bool, typer.Option(help="Show the reference solution too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Show a problem with its tests, its solution and its proof."""
    from problemsmith.cli.problem_view import print_problem

    problem = _load(name)
    if as_json:
        print_json({"problemId": str(problem.id), **problem.to_wire()})
    else:
        print_problem(stdout(), problem, with_solution=solution)


@app.command("verify", short_help="Run a problem's proof again.")
def verify(name: ProblemName, as_json: AsJson = False) -> None:
    """Run a problem's proof again in a clean sandbox; exit 1 and unverified if it fails."""
    from problemsmith.cli.problem_view import replay_view
    from problemsmith.cli.session import opened_judge, opened_store
    from problemsmith.service.certificate import keep_refutation, replay_proof
    from problemsmith.service.naming import find_problem

    async def work() -> bool:
        async with opened_store() as store, opened_judge() as judge:
            problem_id = await find_problem(store, name)
            async with store.read() as view:
                problem = await view.problems.get(problem_id)
            replay = await replay_proof(judge, problem)
            status = await keep_refutation(store, problem, replay)
        if as_json:
            print_json(
                {
                    "problemId": str(problem.id),
                    "status": status,
                    "confirmed": replay.confirmed,
                    "changed": list(replay.changed),
                    "checks": [check.to_wire() for check in replay.findings.checks],
                }
            )
        else:
            stdout().print(replay_view(replay))
        if not replay.confirmed:
            say(
                f"Its status is {status} now. When it is mended, or to try once more:"
                f" problemsmith jobs start {problem.id} --starting-step verifyProblem"
            )
        return replay.confirmed

    if not run_async(work()):
        raise typer.Exit(1)


@app.command("run", short_help="Judge a solution on a problem's tests.")
def run(
    name: ProblemName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="the solution's source")],
    language: Annotated[
        str | None, typer.Option(metavar="NAME", help="default: told by the file's extension")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a solution on a problem's tests; exit 0 only when all are accepted."""
    from problemsmith.cli.judgement_view import judgement_document, print_judgement
    from problemsmith.cli.session import opened_judge, read_source
    from problemsmith.judge.languages import find_language, language_of_file
    from problemsmith.problem.verdict import Verdict
    from problemsmith.service.problems import run_solution

    code = read_source(file)
    chosen = find_language(language) if language else language_of_file(file.name)
    problem = _load(name)

    async def work() -> bool:
        async with opened_judge() as judge:
            judgement = await run_solution(judge, problem, code, chosen.name)
        if as_json:
            print_json(judgement_document(judgement))
        else:
            print_judgement(stdout(), judgement, [case.input or () for case in problem.test_cases])
        return judgement.verdict is Verdict.ACCEPTED

    if not run_async(work()):
        raise typer.Exit(1)


@app.command("starter-code")
def starter_code(
    name: ProblemName,
    language: Annotated[
        str, typer.Option(metavar="NAME", help="such as python or typescript")
    ] = "python",
) -> None:
    """Print the code that a person starts from."""
    from problemsmith.generation.prerequisites import need_text
    from problemsmith.judge.languages import find_language

    text = need_text(_load(name))
    typer.echo(find_language(language).starter_code(text.signature), nl=False)


@app.command("export", short_help="Write problems to a file.")
def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="the file to write; - for stdout")
    ],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="these; default: all")
    ] = None,
    file_format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="NAME",
            help="jsonl: a problem a line, as `problems import` reads it",
        ),
    ] = "jsonl",
    status: Status = None,
    difficulty: WishedDifficulty = None,
    focus_area: FocusArea = None,
    text: Text = None,
) -> None:
    """Write problems to a file: those named, or all that the filters let through."""
    import sys

    from problemsmith.cli.output import told_reader_gone
    from problemsmith.cli.session import opened_store
    from problemsmith.cli.wording import counted
    from problemsmith.errors import ValidationError
    from problemsmith.problem.problem import Difficulty, ProblemStatus
    from problemsmith.service.exchange import FORMATS, export_problems
    from problemsmith.service.naming import find_problem

    if file_format not in FORMATS:
        raise ValidationError(f"--format {file_format}: it is one of {', '.join(FORMATS)}")
    if names and (status or difficulty or focus_area or text):
        raise ValidationError("name problems, or give filters; not both")
    wanted_status = _choice(ProblemStatus, status, "status")
    wanted_difficulty = _choice(Difficulty, difficulty, "difficulty")
    to_stdout = output == Path("-")

    async def work() -> int:
        async with opened_store() as store:
            return await export_problems(
                store,
                sys.stdout if to_stdout else output,
                ids=[await find_problem(store, name) for name in names or ()],
                status=wanted_status,
                difficulty=wanted_difficulty,
                focus_area=focus_area,
                text=text,
            )

    with told_reader_gone():
        count = run_async(work())
        sys.stdout.flush()
    say(f"wrote {counted(count, 'problem')} to {'stdout' if to_stdout else output}")
    if not count:
        say("No problem is like that. All of them: problemsmith problems list")


@app.command("import", short_help="Read problems from a file.")
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="a file that `problems export` wrote as jsonl")
    ],
    skip_existing: Annotated[
        bool,
        typer.Option("--skip-existing", help="Pass over problems whose ids are there already."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read problems from a file: all of them, or none when one is wrong or there already."""
    from problemsmith.cli.session import opened_store
    from problemsmith.cli.wording import counted
    from problemsmith.service.exchange import Imported, import_problems

    async def work() -> Imported:
        async with opened_store() as store:
            return await import_problems(store, file, skip_existing=skip_existing)

    imported = run_async(work())
    if as_json:
        print_json(
            {
                "problemIds": [str(problem_id) for problem_id in imported.kept],
                "unproved": [str(problem_id) for problem_id in imported.unproved],
                "skipped": [str(problem_id) for problem_id in imported.skipped],
            }
        )
    else:
        skipped = f"; skipped {len(imported.skipped)} that were there" if skip_existing else ""
        stdout().print(f"imported {counted(len(imported.kept), 'problem')}{skipped}")
    for problem_id in imported.unproved:
        say(
            f"{problem_id} is not what was proved, so it is a draft now. Prove it:"
            f" problemsmith jobs start {problem_id} --starting-step verifyProblem"
        )


@app.command("delete", short_help="Delete a problem and its jobs.")
def delete(name: ProblemName) -> None:
    """Delete a problem with its tests and its jobs."""
    from problemsmith.cli.session import opened_application
    from problemsmith.service.naming import find_problem
    from problemsmith.service.problems import delete_problem

    async def work() -> None:
        async with opened_application() as application:
            problem_id = await find_problem(application.store, name)
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


def _load(name: str) -> "Problem":
    from problemsmith.cli.session import opened_store
    from problemsmith.service.certificate import get_problem
    from problemsmith.service.naming import find_problem

    async def work() -> "Problem":
        async with opened_store() as store:
            return await get_problem(store, await find_problem(store, name))

    return run_async(work())
