"""A problem as a person reads it in a terminal, with its proof."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from problemsmith.cli.output import printable
from problemsmith.cli.problem_list import STATUS_STYLES
from problemsmith.cli.wording import words
from problemsmith.generation.verification.report import (
    AttackerFate,
    Check,
    Outcome,
    VerificationReport,
)
from problemsmith.problem.problem import Problem, ProblemText, TestCase, TestOrigin
from problemsmith.problem.typescript import format_signature
from problemsmith.problem.wire import Json

if TYPE_CHECKING:
    from problemsmith.service.certificate import Replay

VALUE_WIDTH = 60
"""Characters of a test's input or output that are shown."""

_OUTCOMES = {
    Outcome.PASSED: Text("✓", style="green"),
    Outcome.FAILED: Text("✗", style="bold red"),
    Outcome.SKIPPED: Text("–", style="dim"),
}


def print_problem(console: Console, problem: Problem, *, with_solution: bool = True) -> None:
    """The statement, examples, tests, reference solution and verification of a problem."""
    text = problem.text
    if text is None:
        console.print(f"Problem {problem.id} has no text yet.")
        return
    console.print()
    console.print(_heading(problem, text))
    console.print(Markdown(printable(text.statement), hyperlinks=False))
    console.print()
    console.print(Text("Constraints", style="bold"))
    bullets = Table.grid(padding=(0, 1))
    for constraint in text.constraints:
        bullets.add_row(Text("  •"), Text(printable(constraint), overflow="fold"))
    console.print(bullets)
    console.print()
    for number, example in enumerate(text.examples, 1):
        console.print(
            _example(text, number, example.arguments, example.result, example.explanation)
        )
    if problem.test_cases:
        console.print()
        console.print(_tests(problem.test_cases))
    if with_solution and problem.solutions:
        console.print()
        console.print(Text("Reference solution", style="bold"))
        _print_code(console, printable(problem.solutions.reference.rstrip()))
    if problem.verification:
        console.print()
        console.print(proof(VerificationReport.model_validate(problem.verification)))


def _print_code(console: Console, code: str) -> None:
    """Python in colours, wrapped where the terminal ends; in a file or a pipe as it is."""
    if console.is_terminal:
        console.print(
            Syntax(code, "python", theme="ansi_dark", background_color="default", word_wrap=True)
        )
    else:
        console.print(Text(code), soft_wrap=True)


def _heading(problem: Problem, text: ProblemText) -> RenderableType:
    facts = " · ".join((text.difficulty, *text.topics))
    return Panel(
        Group(
            Text(printable(facts), style="dim"),
            Text(f"runSolution{format_signature(text.signature)}", style="cyan"),
        ),
        title=Text(printable(text.title), style="bold"),
        title_align="left",
        subtitle=Text(problem.status, style=STATUS_STYLES[problem.status]),
        subtitle_align="right",
    )


def _example(
    text: ProblemText, number: int, arguments: tuple[Json, ...], result: Json, why: str
) -> RenderableType:
    shown = Table.grid(padding=(0, 1))
    shown.add_column(justify="right", style="dim")
    shown.add_column()
    for parameter, value in zip(text.signature.parameters, arguments, strict=False):
        shown.add_row(f"{parameter.name} =", Text(short(value, 200)))
    shown.add_row("→", Text(short(result, 200), style="green"))
    shown.add_row("", Text(printable(why), style="dim"))
    return Group(Text(f"Example {number}", style="bold"), shown)


def _tests(cases: tuple[TestCase, ...]) -> RenderableType:
    table = Table(title="Tests", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("#", justify="right", style="dim")
    table.add_column("what it tests", ratio=2)
    table.add_column("input", ratio=2, style="dim")
    table.add_column("expected", ratio=1, style="dim")
    for case in cases:
        mark = _mark(case)
        table.add_row(
            str(case.position + 1),
            Text(printable(case.description) + mark),
            Text(short(list(case.input), VALUE_WIDTH) if case.input is not None else "–"),
            Text(short(case.expected, VALUE_WIDTH) if case.has_expected else "–"),
        )
    return table


def _mark(case: TestCase) -> str:
    if case.origin is not TestOrigin.AUTHOR:
        return " (added)"
    return " (sample)" if case.is_sample_case else " (edge)" if case.is_edge_case else ""


def proof(report: VerificationReport) -> RenderableType:
    """The verification report: each check, what it found, and the verdict."""
    verdict = (
        Text("verified", style="bold green")
        if report.verified
        else Text.assemble(("not verified: ", "bold red"), printable(report.reason))
    )
    return Panel(
        Group(_checks(report.checks), *_facts(report)),
        title=Text("Proof", style="bold"),
        title_align="left",
        subtitle=verdict,
        subtitle_align="right",
    )


def _facts(report: VerificationReport) -> list[Text]:
    """What the report tells besides its checks, a line each."""
    lines: list[str] = []
    fates = Counter(record.fate for record in report.kill_matrix)
    if report.kill_matrix:
        told = ", ".join(f"{fates[fate]} {fate}" for fate in AttackerFate if fates[fate])
        lines.append(f"wrong programs: {told}")
    if report.reduced_tests:
        numbers = ", ".join(str(position + 1) for position in report.reduced_tests)
        lines.append(f"tests that fail the same ones: {numbers}")
    if report.limits:
        lines.append(
            f"time limit {report.limits.time_seconds:g} s (slowest solution"
            f" {report.limits.slowest_ms:g} ms, machine speed {report.limits.machine.speed:g})"
        )
    lines += [f"mended: {repair}" for repair in report.repairs]
    if report.costs:
        calls = sum(cost.calls for cost in report.costs.values())
        usd = sum(cost.cost_usd for cost in report.costs.values())
        lines.append(f"model calls {calls}, {usd:.4f} USD")
    lines.append(f"sha256 {printable(report.content_hash)}")
    return [Text(printable(line), style="dim") for line in lines]


def short(value: Json, limit: int) -> str:
    """A JSON value in at most `limit` characters."""
    text = json.dumps(value, ensure_ascii=False)
    shown = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return printable(shown)


def replay_view(replay: "Replay") -> RenderableType:
    """What running a proof again came to."""
    if replay.changed:
        parts = ", ".join(words(part) for part in replay.changed)
        verdict = Text.assemble(("refuted: ", "bold red"), f"changed since the proof: {parts}")
    elif replay.findings.failed:
        verdict = Text.assemble(("refuted: ", "bold red"), "a check fails now")
    elif replay.refusal:
        verdict = Text.assemble(("not verified: ", "bold red"), printable(replay.refusal))
    else:
        verdict = Text("confirmed", style="bold green")
    return Panel(
        _checks(replay.findings.checks),
        title=Text("Proof, run again", style="bold"),
        title_align="left",
        subtitle=verdict,
        subtitle_align="right",
    )


def _checks(checks: Iterable[Check]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(style="bold")
    table.add_column()
    for check in checks:
        numbers = ", ".join(
            f"{printable(words(name))} {value:g}" for name, value in check.numbers.items()
        )
        detail = Text(printable(check.summary))
        if numbers:
            detail.append(f"  ({numbers})", style="dim")
        table.add_row(_OUTCOMES[check.outcome], printable(words(check.name)), detail)
    return table
