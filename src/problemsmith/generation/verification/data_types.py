"""Type checks: every input and output has the signature's types."""

from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.problem.problem import ProblemText, TestCase
from problemsmith.problem.values import ValueMismatch, check_arguments, check_result
from problemsmith.problem.wire import Json


def check_types(text: ProblemText, cases: tuple[TestCase, ...]) -> Check:
    """Inputs and expected outputs are values of the signature's types."""
    evidence: list[dict[str, Json]] = []
    for case in cases:
        try:
            check_arguments(case.input or (), text.signature)
            check_result(case.expected, text.signature)
        except ValueMismatch as mismatch:
            evidence.append({"test": case.position + 1, "mismatch": str(mismatch)})
    return Check(
        name="types",
        outcome=Outcome.FAILED if evidence else Outcome.PASSED,
        summary=(
            f"{len(evidence)} tests do not have the signature's types"
            if evidence
            else "every input and output has the signature's types"
        ),
        numbers={"tests": len(cases)},
        evidence=tuple(evidence[:3]),
    )
