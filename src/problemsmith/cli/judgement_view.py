"""A judgement as a person reads it in a terminal, and as JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby

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
    """A line for each test, or for several that fail with the same words; the first failing one in
    full."""
    table = Table(box=None, pad_edge=False)
    for name in ("test", "verdict", "time", "memory"):
        table.add_column(name, justify="right" if name in {"test", "time", "memory"} else "left")
    for numbers, alike in _folded(judgement.tests):
        table.add_row(
            numbers,
            _verdict(alike[0].verdict),
            duration(max(test.run.time_ms for test in alike) / 1000),
            megabytes(max(test.run.memory_kb for test in alike)),
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


def _folded(tests: Sequence[TestResult]) -> Iterator[tuple[str, list[TestResult]]]:
    """Neighbours that fail with the same message together, with the numbers that they have."""
    first = 1
    for _, group in groupby(enumerate(tests, 1), _sameness):
        alike = [test for _, test in group]
        last = first + len(alike) - 1
        if len(alike) == 1:
            yield str(first), alike
        else:
            yield f"all {last}" if len(alike) == len(tests) else f"{first}–{last}", alike
        first = last + 1


def _sameness(numbered: tuple[int, TestResult]) -> tuple[object, ...]:
    number, test = numbered
    if test.verdict is Verdict.ACCEPTED or not test.run.message:
        return (number,)
    return (test.verdict, test.run.message)


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
