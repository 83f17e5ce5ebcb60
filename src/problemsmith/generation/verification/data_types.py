"""Type checks: every input and output has the signature's types, and the validator's word."""

from problemsmith.generation.programs import accepts, complaint, validate_inputs
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import InputPrograms, ProblemText, TestCase
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


async def check_inputs_valid(
    judge: Judge, programs: InputPrograms, cases: tuple[TestCase, ...]
) -> Check:
    """The validator, written from the constraints alone, accepts every test's input."""
    runs = await validate_inputs(judge, programs.validator, [case.input or () for case in cases])
    evidence: tuple[dict[str, Json], ...] = tuple(
        {"test": case.position + 1, "validator": complaint(run)}
        for case, run in zip(cases, runs, strict=True)
        if not accepts(run)
    )
    return Check(
        name="validInputs",
        outcome=Outcome.FAILED if evidence else Outcome.PASSED,
        summary=(
            f"the validator refuses {len(evidence)} test inputs"
            if evidence
            else "the validator accepts every test input"
        ),
        numbers={"tests": len(cases)},
        evidence=evidence[:3],
    )
