"""A judgement as a person reads it in a terminal, and as JSON."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from problemsmith.cli.output import printable
from problemsmith.cli.problem_view import short
from problemsmith.cli.wording import duration, megabytes
from problemsmith.judge.program import Judgement, TestResult
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

WIDTH = 1_000
"""Characters of a value that are shown for the first failing test."""


def judgement_document(judgement: Judgement) -> dict[str, Json]:
    """A judgement as `judge --json` and `problems run --json` print it."""
    return {
        "verdict": judgement.verdict,
        "message": judgement.message,
        "tests": [_test_document(test) for test in judgement.tests],
    }


def _test_document(test: TestResult) -> dict[str, Json]:
    run = test.run
    return {
        "verdict": test.verdict,
        "actual": run.value,
        "expected": test.expected,
        "stdout": run.stdout,
        "stderr": run.stderr,
        "timeMs": round(run.time_ms, 3),
        "memoryKb": run.memory_kb,
        "message": run.message,
    }


def print_judgement(
    console: Console, judgement: Judgement, inputs: Sequence[Sequence[Json]]
) -> None:
    """A line for each test, then the first failing one in full."""
    table = Table(box=None, pad_edge=False)
    for name in ("test", "verdict", "time", "memory"):
        table.add_column(name, justify="right" if name in {"test", "time", "memory"} else "left")
    for number, test in enumerate(judgement.tests, 1):
        table.add_row(
            str(number),
            _verdict(test.verdict),
            duration(test.run.time_ms / 1000),
            megabytes(test.run.memory_kb),
        )
    if judgement.tests:
        console.print(table)
    failing = next(
        (
            (number, test)
            for number, test in enumerate(judgement.tests, 1)
            if test.verdict is not Verdict.ACCEPTED
        ),
        None,
    )
    if failing:
        number, test = failing
        console.print()
        console.print(_failure(number, test, inputs[number - 1]))
        _print_message(console, test.run.message)
    elif judgement.message:
        _print_message(console, judgement.message)
    console.print()
    accepted = sum(test.verdict is Verdict.ACCEPTED for test in judgement.tests)
    console.print(
        Text.assemble(
            _verdict(judgement.verdict), f": {accepted} of {len(judgement.tests)} tests accepted"
        )
    )


def _print_message(console: Console, message: str) -> None:
    """An error's message as it is: a compiler's caret stands below the place that it means."""
    if message:
        console.print(Text(printable(message), style="red"), soft_wrap=True)


def _verdict(verdict: Verdict) -> Text:
    style = "bold green" if verdict is Verdict.ACCEPTED else "bold red"
    return Text(verdict.replace("_", " "), style=style)


def _failure(number: int, test: TestResult, arguments: Sequence[Json]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", justify="right")
    grid.add_column()
    grid.add_row("test", str(number))
    grid.add_row("input", short(list(arguments), WIDTH))
    if test.verdict is Verdict.WRONG_ANSWER:
        grid.add_row("expected", Text(short(test.expected, WIDTH), style="green"))
        grid.add_row("actual", Text(short(test.run.value, WIDTH), style="red"))
    for name, captured in (("stdout", test.run.stdout), ("stderr", test.run.stderr)):
        if captured:
            grid.add_row(name, printable(captured[:WIDTH]))
    return grid
