"""`problemsmith audit`: check a data set that others made."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, printable, run_async, stderr, stdout

if TYPE_CHECKING:
    from problemsmith.generation.audit.outcome import AuditedProblem


def audit(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="JSON lines: the HumanEval or EvalPlus form, or our own"
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Find wrong references and weak tests in a data set, each with a proof."""
    import os

    from problemsmith.cli.session import load_settings, opened_judge
    from problemsmith.service.audit import audit_file

    console = stderr()

    def tell(done: int, total: int, problem: "AuditedProblem") -> None:
        told = f"{done} of {total} done: {problem.task_id} {_words(problem)}"
        console.print(printable(told), soft_wrap=True)

    async def work() -> tuple["AuditedProblem", ...]:
        at_once = load_settings().sandbox_parallelism or len(os.sched_getaffinity(0))
        async with opened_judge() as judge:
            return await audit_file(judge, file, at_once=at_once, on_problem=tell)

    problems = run_async(work())
    if as_json:
        print_json({"problems": [_document(problem) for problem in problems]})
    else:
        _print(problems)


def _document(problem: "AuditedProblem") -> dict[str, Any]:
    document = problem.to_wire()
    if problem.proof is None:
        del document["proof"]
    return document


def _print(problems: Sequence["AuditedProblem"]) -> None:
    from rich.text import Text

    from problemsmith.cli.wording import counted
    from problemsmith.generation.audit.outcome import AuditOutcome

    console = stdout()
    styles = {
        AuditOutcome.SOUND: "green",
        AuditOutcome.WEAK_TESTS: "yellow",
        AuditOutcome.WRONG_REFERENCE: "bold red",
        AuditOutcome.NOT_CHECKED: "dim",
    }
    for problem in problems:
        lines = _proof_lines(problem)
        if problem.outcome is AuditOutcome.SOUND and not lines:
            continue
        console.print(
            Text.assemble(
                (printable(problem.task_id), "bold"),
                ": ",
                (_words(problem), styles[problem.outcome]),
            )
        )
        for line in lines:
            console.print(Text(f"  {printable(line)}"))
    counts = Counter(problem.outcome for problem in problems)
    told = ", ".join(f"{counts[outcome]} {outcome.replace('_', ' ')}" for outcome in AuditOutcome)
    console.print(f"{counted(len(problems), 'problem')}: {told}")


def _words(problem: "AuditedProblem") -> str:
    return problem.outcome.replace("_", " ")


def _proof_lines(problem: "AuditedProblem") -> list[str]:
    from problemsmith.generation.audit.audit import NO_MODEL
    from problemsmith.generation.audit.outcome import ProofKind

    proof = problem.proof
    if proof is None:
        # That no model was asked holds for every one of them: the documentation says it.
        return [note for note in problem.notes if note != NO_MODEL]
    lines = [proof.message]
    if proof.change:
        lines.append(f"the wrong program: {proof.change}")
    if proof.call and proof.kind is not ProofKind.CONTRADICTS_EXAMPLE:  # its message has the call
        error = proof.reference_error
        mine = f"raises {error}" if error else f"gives {proof.reference_result!r}"
        lines.append(f"{proof.call[:500]}: the reference {mine}"[:1_000])
        if proof.program_error or proof.kind is ProofKind.WRONG_PROGRAM_PASSES:
            lines.append(f"the wrong program gives {proof.program_error or proof.program_result!r}")
    return lines
