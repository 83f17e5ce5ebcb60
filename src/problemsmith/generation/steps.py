"""The steps of a generation, by their wire names, in order."""

from collections.abc import Sequence
from enum import StrEnum


class GenerationStep(StrEnum):
    """One durable unit of the workflow."""

    GENERATE_PROBLEM_TEXT = "generateProblemText"
    GENERATE_TEST_CASES = "generateTestCases"
    GENERATE_TEST_CASE_INPUT_CODE = "generateTestCaseInputCode"
    GENERATE_TEST_CASE_INPUTS = "generateTestCaseInputs"
    GENERATE_SOLUTION = "generateSolution"
    GENERATE_TEST_CASE_OUTPUTS = "generateTestCaseOutputs"
    VERIFY_PROBLEM = "verifyProblem"


STEP_ORDER: Sequence[GenerationStep] = tuple(GenerationStep)


def steps_between(
    first: GenerationStep | None, last: GenerationStep | None
) -> Sequence[GenerationStep]:
    """The steps from `first` to `last`, both included; None means the pipeline's own end."""
    start = STEP_ORDER.index(first) if first else 0
    stop = STEP_ORDER.index(last) + 1 if last else len(STEP_ORDER)
    return STEP_ORDER[start:stop]
