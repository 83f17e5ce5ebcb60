"""A small sound problem to plant faults in: the last numbers that are at least k, counted."""

from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from problemsmith.generation.verification.candidate import Candidate
from problemsmith.problem.checker import Checker, ExactChecker
from problemsmith.problem.problem import (
    BugClass,
    Difficulty,
    InputPrograms,
    Limits,
    ProblemText,
    Solutions,
    TestCase,
    WorkedExample,
    WrongSolution,
)
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.wire import Json

REFERENCE = """\
def run_solution(nums, k):
    count = 0
    for number in reversed(nums):
        if number < k:
            break
        count += 1
    return count
"""

BRUTE_FORCE = """\
def run_solution(nums, k):
    best = 0
    for length in range(len(nums) + 1):
        if all(number >= k for number in nums[len(nums) - length:]):
            best = length
    return best
"""

VALIDATOR = """\
def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


def validate(nums, k):
    if not isinstance(nums, list) or not 1 <= len(nums) <= 50 or not all(map(is_int, nums)):
        return False
    return all(-100 <= number <= 100 for number in nums) and is_int(k) and -100 <= k <= 100
"""

SMALL_GENERATOR = """\
import random


def generate(seed):
    rng = random.Random(seed)
    nums = [rng.randint(-3, 3) for _ in range(rng.randint(1, 6))]
    return [nums, rng.randint(-3, 3)]
"""

OFF_BY_ONE = REFERENCE.replace("number < k", "number <= k")
COUNTS_ALL = "def run_solution(nums, k):\n    return sum(number >= k for number in nums)\n"

INPUTS: tuple[tuple[list[int], int], ...] = (
    ([1, 5, 3, 4], 3),
    ([5], 9),
    ([2, 2, 2], 2),
    ([-1, -2, -1], -1),
    ([0] * 50, 0),
    ([9, 1, 9, 9], 5),
    ([1, 9, 0], 1),
)


def answer(nums: list[int], k: int) -> int:
    count = 0
    for number in reversed(nums):
        if number < k:
            break
        count += 1
    return count


def case(position: int, arguments: tuple[Json, ...], expected: Json) -> TestCase:
    return TestCase(
        id=uuid5(NAMESPACE_OID, f"case {position}"),
        position=position,
        description=f"case {position}",
        is_sample_case=position == 0,
        input_code=f"def generate(seed):\n    return {list(arguments)!r}\n",
        input=arguments,
        expected=expected,
        has_expected=True,
    )


def small_problem(inputs: tuple[tuple[list[int], int], ...] = INPUTS) -> Candidate:
    text = ProblemText(
        title="Strong Finish",
        statement="Count the numbers at the end of `nums`, in a row, that are at least `k`.",
        constraints=("1 <= nums.length <= 50", "-100 <= nums[i] <= 100", "-100 <= k <= 100"),
        examples=(
            WorkedExample(arguments=([1, 5, 3, 4], 3), result=3, explanation="5, 3 and 4."),
            WorkedExample(arguments=([5], 9), result=0, explanation="5 is below 9."),
        ),
        reworded_statement="How long did the runner keep to the pace at the end?",
        signature=parse_signature("(nums: int[], k: int): int"),
        difficulty=Difficulty.EASY,
        topics=("arrays",),
    )
    wrong = (
        WrongSolution(bug_class=BugClass.BOUNDARIES, description="Off by one", code=OFF_BY_ONE),
        WrongSolution(bug_class=BugClass.ALGORITHM, description="Counts all", code=COUNTS_ALL),
    )
    return Candidate(
        text,
        InputPrograms(small_generator=SMALL_GENERATOR, validator=VALIDATOR),
        Solutions(reference=REFERENCE, brute_force=BRUTE_FORCE, wrong=wrong),
        tuple(
            case(position, (nums, k), answer(nums, k)) for position, (nums, k) in enumerate(inputs)
        ),
        Limits(),
    )


def with_text(candidate: Candidate, **parts: Any) -> Candidate:
    return replace(candidate, text=candidate.text.model_copy(update=parts))


def with_validator(candidate: Candidate, code: str) -> Candidate:
    programs = candidate.programs.model_copy(update={"validator": code})
    return replace(candidate, programs=programs)


def with_solutions(candidate: Candidate, **parts: Any) -> Candidate:
    return replace(candidate, solutions=candidate.solutions.model_copy(update=parts))


def answering(signature: str, statement: str, outputs: list[Json], checker: Checker) -> Candidate:
    """A candidate whose checker alone is looked at: its tests have these outputs."""
    plain = with_text(
        small_problem(),
        signature=parse_signature(signature),
        statement=statement,
        checker=checker,
    )
    cases = tuple(case(at, ([at, at + 1], at), output) for at, output in enumerate(outputs))
    return replace(plain, cases=cases)


EXACT = ExactChecker()
