"""A problem whose hidden parts carry marks, so that a test finds them wherever they come out."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from problemsmith.generation.verification.report import (
    Check,
    Outcome,
    VerificationReport,
    content_hash,
    part_hashes,
)
from problemsmith.problem.checker import CustomChecker
from problemsmith.problem.problem import (
    BugClass,
    Difficulty,
    InputPrograms,
    Problem,
    ProblemStatus,
    ProblemText,
    Solutions,
    TestCase,
    WorkedExample,
    WrongSolution,
)
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import INT, ArrayType

HIDDEN = ("776600101", "885511202", "MARK_OF_A_PROGRAM", "MARK_OF_A_TEST", "MARK_OF_EVIDENCE")
"""A hidden input, its expected output, and marks in programs, a hidden test, the evidence."""

_INPUT, _OUTPUT, _PROGRAM, _TEST, _EVIDENCE = HIDDEN


def a_marked_problem(owner: str) -> Problem:
    """A verified problem: the sum of a list and 108,911,101; one sample and one hidden test."""
    now = datetime.now(UTC)
    reference = f"def run_solution(nums):\n    # {_PROGRAM}\n    return sum(nums) + 108911101\n"
    draft = Problem(
        id=uuid4(),
        status=ProblemStatus.VERIFIED,
        model="dummy",
        text=_text(),
        test_cases=(
            _case(0, [1, 2], 108911104, description="a sample", is_sample_case=True),
            _case(1, [int(_INPUT)], int(_OUTPUT), description=_TEST, is_edge_case=True),
        ),
        input_programs=InputPrograms(
            small_generator=f"def generate(seed):\n    return [[seed]]  # {_PROGRAM}\n",
            validator=f"def validate(nums):\n    return True  # {_PROGRAM}\n",
        ),
        solutions=Solutions(
            reference=reference,
            brute_force=reference,
            wrong=(
                WrongSolution(
                    bug_class=BugClass.LAZY,
                    description=_PROGRAM,
                    code=f"def run_solution(nums):\n    return 0  # {_PROGRAM}\n",
                ),
            ),
        ),
        focus_areas=("arrays",),
        created_by=owner,
        created_at=now,
        updated_at=now,
    )
    hashes = part_hashes(draft)
    check = Check(
        name="oracleAgreement",
        outcome=Outcome.PASSED,
        summary=f"they agree on {_EVIDENCE} {_INPUT}",
        evidence=({"input": [[int(_INPUT)]], "note": _EVIDENCE},),
    )
    report = VerificationReport(
        verified=True,
        reason=f"every check passed, {_EVIDENCE}",
        checks=(check,),
        repairs=(f"disagreement on {_INPUT}",),
        content_hashes=hashes,
        content_hash=content_hash(hashes),
    )
    return draft.model_copy(update={"verification": report.to_wire()})


def _text() -> ProblemText:
    return ProblemText(
        title="Sum and More",
        statement="Add up the numbers, and 108911101.",
        constraints=("1 <= nums.length <= 100",),
        examples=(WorkedExample(arguments=([1, 2],), result=108911104, explanation="the sum"),),
        reworded_statement="A shop counts its till.",
        signature=Signature(
            parameters=(Parameter(name="nums", type=ArrayType(items=INT)),), return_type=INT
        ),
        difficulty=Difficulty.EASY,
        topics=("arrays",),
        checker=CustomChecker(
            code="def check(input, expected, actual):\n"
            f"    return expected == actual  # {_PROGRAM}\n"
        ),
    )


def _case(position: int, nums: list[int], expected: int, **parts: Any) -> TestCase:
    return TestCase(
        id=uuid4(),
        position=position,
        input_code=f"def generate(seed):\n    return [{nums}]  # {_PROGRAM}\n",
        input=(nums,),
        expected=expected,
        has_expected=True,
        **parts,
    )
