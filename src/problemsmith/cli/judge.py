"""`problemsmith judge`: judge a program without a database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

if TYPE_CHECKING:
    from problemsmith.problem.problem import Limits


def judge(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="the program's source")],
    tests: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help='JSON: {"signature": ...?, "checker": ...?, "tests": [{"input", "expected"?}]}',
        ),
    ],
    language: Annotated[
        str | None, typer.Option(metavar="NAME", help="default: told by the file's extension")
    ] = None,
    time_limit: Annotated[
        float, typer.Option(metavar="SECONDS", help="CPU seconds for one test, above 0, at most 60")
    ] = 2.0,
    memory_limit: Annotated[
        int, typer.Option(metavar="MB", help="megabytes (MiB) for one test, 16 to 4096")
    ] = 256,
    check_types: Annotated[
        bool,
        typer.Option("--check-types", help="type errors of TypeScript are compile errors, too"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Judge a program on tests of a file; exit 0 only when all are accepted."""
    from problemsmith.cli.judgement_view import judgement_document, print_judgement
    from problemsmith.cli.session import opened_judge, read_source
    from problemsmith.judge.languages import find_language, language_of_file
    from problemsmith.judge.program import Program
    from problemsmith.problem.verdict import Verdict
    from problemsmith.service.judging import read_tests

    code = read_source(file)
    chosen = find_language(language) if language else language_of_file(file.name)
    given = read_tests(tests)
    limits = _limits(time_limit, memory_limit)
    program = Program(code, chosen.name, signature=given.signature, check_types=check_types)

    async def work() -> bool:
        async with opened_judge() as opened:
            judgement = await opened.judge(
                program, given.tests, checker=given.checker, limits=limits
            )
        if as_json:
            print_json(judgement_document(judgement))
        else:
            print_judgement(stdout(), judgement, [test.input for test in given.tests])
        return judgement.verdict is Verdict.ACCEPTED

    if not run_async(work()):
        raise typer.Exit(1)


def _limits(time_seconds: float, memory_mb: int) -> "Limits":
    from pydantic import ValidationError as PydanticError

    from problemsmith.errors import ValidationError
    from problemsmith.problem.plain_words import place, told
    from problemsmith.problem.problem import Limits

    try:
        return Limits(time_seconds=time_seconds, memory_mb=memory_mb)
    except PydanticError as error:
        option = {"time_seconds": "--time-limit", "memory_mb": "--memory-limit"}[place(error)]
        raise ValidationError(f"{option}: {told(error)}") from error
