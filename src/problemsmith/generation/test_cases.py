"""generateTestCases: what each test is for."""

from uuid_utils.compat import uuid7

from problemsmith.generation.answers import TestCasesAnswer
from problemsmith.generation.assignments import TEST_CASES
from problemsmith.generation.prerequisites import need_text
from problemsmith.generation.workbench import Workbench
from problemsmith.problem.problem import TestCase
from problemsmith.problem.wire import Json

SAMPLES = range(1, 4)
"""How many tests a person may see: 1 to 3."""


async def generate_test_cases(bench: Workbench) -> dict[str, Json]:
    """Ask for the tests' descriptions and flags, check them, save them."""
    text = need_text(await bench.problem())
    answer = await bench.write(TEST_CASES, text, check=check_test_cases)
    async with bench.completing() as transaction:
        await transaction.problems.save_test_cases(
            bench.params.problem_id,
            [
                TestCase(
                    id=uuid7(),
                    position=position,
                    description=case.description,
                    is_edge_case=case.is_edge_case,
                    is_sample_case=case.is_sample_case,
                )
                for position, case in enumerate(answer.test_cases)
            ],
        )
    return {"testCases": len(answer.test_cases)}


def check_test_cases(answer: TestCasesAnswer) -> None:
    """Raise ValueError, with what to mend, unless flags and counts are right."""
    cases = answer.test_cases
    samples = sum(case.is_sample_case for case in cases)
    if samples not in SAMPLES:
        raise ValueError(f"{samples} of the test cases are samples; 1 to 3 must be")
    if not any(case.is_edge_case for case in cases):
        raise ValueError("no test case is marked as an edge case; at least one must be")
    descriptions = [case.description.casefold() for case in cases]
    if len(set(descriptions)) < len(descriptions):
        raise ValueError("two test cases have the same description; each needs its own reason")
