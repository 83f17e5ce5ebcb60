"""Problems and jobs for tests of the store."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from problemsmith.problem.problem import (
    BugClass,
    Difficulty,
    InputPrograms,
    Problem,
    ProblemText,
    Solutions,
    TestCase,
    WorkedExample,
    WrongSolution,
)
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import INT, ArrayType
from problemsmith.store.records import NewJob


def a_problem(**parts: Any) -> Problem:
    now = datetime.now(UTC)
    return Problem(**({"id": uuid4(), "created_at": now, "updated_at": now} | parts))


def a_text(title: str = "Sum of a List", **parts: Any) -> ProblemText:
    values: dict[str, Any] = {
        "title": title,
        "statement": "Add up the numbers.",
        "constraints": ("1 <= nums.length <= 100",),
        "examples": (WorkedExample(arguments=([1, 2],), result=3, explanation="1 + 2"),),
        "reworded_statement": "A shop counts its till.",
        "signature": Signature(
            parameters=(Parameter(name="nums", type=ArrayType(items=INT)),), return_type=INT
        ),
        "difficulty": Difficulty.EASY,
        "topics": ("arrays",),
    }
    return ProblemText(**(values | parts))


def some_cases(count: int = 3, **parts: Any) -> tuple[TestCase, ...]:
    return tuple(
        TestCase(id=uuid4(), position=at, description=f"case {at}", is_sample_case=at == 0, **parts)
        for at in range(count)
    )


def with_code(cases: tuple[TestCase, ...]) -> tuple[TestCase, ...]:
    return tuple(
        case.model_copy(update={"input_code": "def generate(seed): ..."}) for case in cases
    )


def with_inputs(cases: tuple[TestCase, ...]) -> tuple[TestCase, ...]:
    return tuple(case.model_copy(update={"input": ([case.position],)}) for case in cases)


def with_outputs(cases: tuple[TestCase, ...]) -> tuple[TestCase, ...]:
    return tuple(
        case.model_copy(update={"expected": case.position, "has_expected": True}) for case in cases
    )


PROGRAMS = InputPrograms(
    small_generator="def generate(seed): ...", validator="def validate(a): ..."
)

SOLUTIONS = Solutions(
    reference="def run_solution(nums): return sum(nums)",
    brute_force="def run_solution(nums): ...",
    wrong=(WrongSolution(bug_class=BugClass.LAZY, description="constant", code="..."),),
)


def a_complete_problem(**parts: Any) -> Problem:
    values: dict[str, Any] = {
        "text": a_text(),
        "test_cases": with_outputs(with_inputs(with_code(some_cases()))),
        "input_programs": PROGRAMS,
        "solutions": SOLUTIONS,
    }
    return a_problem(**(values | parts))


def a_job(problem_id: UUID, **parts: Any) -> NewJob:
    values: dict[str, Any] = {
        "id": str(uuid4()),
        "problem_id": problem_id,
        "params": {"model": "dummy"},
        "model": "dummy",
    }
    return NewJob(**(values | parts))
