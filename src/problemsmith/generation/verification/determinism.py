"""Determinism: the same input gives the same output, wherever and however often it is run."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits, ProblemText, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SMALL_INPUTS = 60
"""Small inputs that the reference is given once more, in another box: order that depends on hashing
shows on some inputs only, and every box has its own seed for the hashes of texts."""


@dataclass(frozen=True, slots=True)
class Determinism:
    """The check, and what the reference took for each test in a fresh process, in milliseconds."""

    check: Check
    reference_ms: tuple[float, ...]


async def check_determinism(
    judge: Judge,
    text: ProblemText,
    reference: str,
    cases: Sequence[TestCase],
    earlier: Sequence[tuple[Arguments, Run]],
    limits: Limits,
) -> Determinism:
    """The reference in fresh processes and in one reused process gives the expected outputs.

    The expected outputs came from another run, in another box; the reused process takes the tests
    in reverse, so that a program which remembers earlier calls shows itself.
    `earlier` are runs of small inputs in another box.
    """
    program = Program(code=reference, signature=text.signature)
    inputs: list[Arguments] = [case.input or () for case in cases]
    some = list(earlier[:SMALL_INPUTS])
    again_inputs = [arguments for arguments, _ in some]
    fresh = await judge.run(program, inputs, limits=limits, mode=RunMode.ISOLATED)
    reused = await judge.run(
        program, [*again_inputs, *inputs[::-1]], limits=limits, mode=RunMode.BULK
    )
    evidence: list[dict[str, Json]] = []
    for case, one, two in zip(cases, fresh, reused[len(some) :][::-1], strict=True):
        expected = canonical_json(case.expected)
        same = all(_said(run) == expected for run in (one, two))
        if not same or one.arguments_changed:
            evidence.append(
                {
                    "test": case.position + 1,
                    "expected": case.expected,
                    "fresh": _shown(one),
                    "reused": _shown(two),
                    "argumentsChanged": one.arguments_changed,
                }
            )
    for (arguments, one), two in zip(some, reused, strict=False):
        if _said(one) != _said(two) or two.arguments_changed:
            evidence.append(
                {
                    "input": list(arguments),
                    "once": _shown(one),
                    "again": _shown(two),
                    "argumentsChanged": two.arguments_changed,
                }
            )
    check = Check(
        name="determinism",
        outcome=Outcome.FAILED if evidence else Outcome.PASSED,
        summary=(
            f"{len(evidence)} inputs gave other outputs than before, or were changed"
            if evidence
            else "the same outputs in fresh and in reused processes, arguments unchanged"
        ),
        numbers={
            "tests": len(inputs),
            "smallInputs": len(some),
            "runs": 2 * len(inputs) + len(some),
        },
        evidence=tuple(evidence[:3]),
    )
    return Determinism(check, tuple(run.time_ms for run in fresh))


def _said(run: Run) -> str:
    return canonical_json(run.value) if run.verdict is Verdict.ACCEPTED else run.verdict.value


def _shown(run: Run) -> Json:
    return run.value if run.verdict is Verdict.ACCEPTED else run.verdict.value
