"""Determinism: the same input gives the same output, wherever and however often it is run."""

from collections.abc import Sequence

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits, ProblemText, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json


async def check_determinism(
    judge: Judge, text: ProblemText, reference: str, cases: Sequence[TestCase], limits: Limits
) -> Check:
    """The reference in fresh processes and in one reused process gives the expected outputs.

    The expected outputs came from another run, in another sandbox; the reused process takes the
    tests in reverse, so that a program which remembers earlier calls shows itself.
    """
    program = Program(code=reference, signature=text.signature)
    inputs: list[Arguments] = [case.input or () for case in cases]
    fresh = await judge.run(program, inputs, limits=limits, mode=RunMode.ISOLATED)
    reused = await judge.run(program, inputs[::-1], limits=limits, mode=RunMode.BULK)
    evidence: list[dict[str, Json]] = []
    for case, one, two in zip(cases, fresh, reused[::-1], strict=True):
        expected = canonical_json(case.expected)
        same = all(
            run.verdict is Verdict.ACCEPTED and canonical_json(run.value) == expected
            for run in (one, two)
        )
        if not same or one.arguments_changed:
            evidence.append(
                {
                    "test": case.position + 1,
                    "expected": case.expected,
                    "fresh": one.value if one.verdict is Verdict.ACCEPTED else one.verdict,
                    "reused": two.value if two.verdict is Verdict.ACCEPTED else two.verdict,
                    "argumentsChanged": one.arguments_changed,
                }
            )
    return Check(
        name="determinism",
        outcome=Outcome.FAILED if evidence else Outcome.PASSED,
        summary=(
            f"{len(evidence)} tests came out differently, or changed their arguments"
            if evidence
            else "the same outputs in fresh and in reused processes, arguments unchanged"
        ),
        numbers={"tests": len(inputs), "runs": 2 * len(inputs)},
        evidence=tuple(evidence[:3]),
    )
