"""Problems and test cases as rows, and rows as problems and test cases."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from problemsmith.problem.problem import (
    Difficulty,
    InputPrograms,
    Limits,
    Problem,
    ProblemStatus,
    ProblemText,
    Solutions,
    TestCase,
    TestOrigin,
)
from problemsmith.problem.wire import WireModel
from problemsmith.store.columns import searchable
from problemsmith.store.records import ProblemSummary

Values = dict[str, Any]
"""Column names with what goes in."""


def problem_values(problem: Problem, fingerprint: bytes | None) -> Values:
    """The row of a problem, without its test cases and focus areas."""
    return {
        "id": problem.id,
        "status": problem.status.value,
        "model": problem.model,
        **text_values(problem.text, fingerprint),
        "input_programs": wire(problem.input_programs),
        "solutions": wire(problem.solutions),
        "limits": wire(problem.limits),
        "verification": problem.verification,
        "created_by": problem.created_by,
        "created_at": problem.created_at,
        "updated_at": problem.updated_at,
    }


def text_values(text: ProblemText | None, fingerprint: bytes | None) -> Values:
    """The columns that follow from the text."""
    return {
        "text": wire(text),
        "difficulty": text.difficulty.value if text else None,
        "search_text": searchable(f"{text.title}\n{text.statement}") if text else None,
        "fingerprint": fingerprint,
    }


def test_case_values(
    case: TestCase, problem_id: UUID, created_at: datetime, now: datetime
) -> Values:
    """The row of a test case."""
    return {
        "id": case.id,
        "problem_id": problem_id,
        "position": case.position,
        "description": case.description,
        "is_edge_case": case.is_edge_case,
        "is_sample_case": case.is_sample_case,
        "input_code": case.input_code,
        "input": case.input,
        "expected": case.expected if case.has_expected else None,
        "has_expected": case.has_expected,
        "origin": case.origin,
        "created_at": created_at,
        "updated_at": now,
    }


def wire(value: WireModel | None) -> Values | None:
    """A value as a JSON column takes it."""
    return None if value is None else value.to_wire()


def read_problem(row: Row[Any], cases: Iterable[Row[Any]], focus_areas: Iterable[str]) -> Problem:
    """The problem that a row of `problems` and its rows of other tables hold."""
    return Problem(
        id=row.id,
        status=ProblemStatus(row.status),
        model=row.model,
        text=row.text and ProblemText.model_validate(row.text),
        test_cases=tuple(read_test_case(case) for case in cases),
        input_programs=row.input_programs and InputPrograms.model_validate(row.input_programs),
        solutions=row.solutions and Solutions.model_validate(row.solutions),
        limits=Limits.model_validate(row.limits),
        verification=row.verification,
        focus_areas=tuple(focus_areas),
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def read_test_case(row: Row[Any]) -> TestCase:
    """The test case that a row of `test_cases` holds."""
    return TestCase(
        id=row.id,
        position=row.position,
        description=row.description,
        is_edge_case=row.is_edge_case,
        is_sample_case=row.is_sample_case,
        input_code=row.input_code,
        input=None if row.input is None else tuple(row.input),
        expected=row.expected,
        has_expected=row.has_expected,
        origin=TestOrigin(row.origin),
    )


def read_summary(row: Row[Any], focus_areas: Iterable[str]) -> ProblemSummary:
    """The summary that a row of `problems` holds."""
    return ProblemSummary(
        id=row.id,
        status=ProblemStatus(row.status),
        title=row.text["title"] if row.text else None,
        difficulty=row.difficulty and Difficulty(row.difficulty),
        model=row.model,
        focus_areas=tuple(focus_areas),
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
