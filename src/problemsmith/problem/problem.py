"""A problem and its parts, as every other room of the program knows them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from problemsmith.problem.checker import Checker, ExactChecker
from problemsmith.problem.signature import Signature
from problemsmith.problem.wire import Json, WireModel


class Difficulty(StrEnum):
    """How hard a problem is meant to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class ProblemStatus(StrEnum):
    """Where a problem stands. Only `verified` ones have passed every check."""

    DRAFT = "draft"
    VERIFIED = "verified"
    REJECTED = "rejected"


class BugClass(StrEnum):
    """The family of mistake that a wrong solution makes."""

    BOUNDARIES = "boundaries"
    ARITHMETIC = "arithmetic"
    ALGORITHM = "algorithm"
    DATA = "data"
    RESOURCES = "resources"
    LAZY = "lazy"


class WorkedExample(WireModel):
    """A tiny example written with the statement, before any solution: the first oracle."""

    arguments: tuple[Json, ...]
    result: Json
    explanation: str


class ProblemText(WireModel):
    """What a person reads, and the signature that it promises."""

    title: str
    statement: str
    constraints: tuple[str, ...]
    examples: tuple[WorkedExample, ...]
    reworded_statement: str
    signature: Signature
    difficulty: Difficulty
    topics: tuple[str, ...]
    checker: Checker = ExactChecker()


class TestOrigin(StrEnum):
    """Who made a test."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    AUTHOR = "author"
    HUNT = "hunt"
    """Verification found its input: it fails a wrong program that every other test lets through."""
    SIZE = "size"
    """Verification grew its input to the size that the constraints allow."""


class TestCase(WireModel):
    """One test: what it is for, the code that makes its input, its input and expected output.

    `input` is the array of arguments; it and `expected` are None until their steps have run, and
    `has_expected` tells a missing expected output from one that is null.
    """

    __test__ = False  # keeps pytest from taking it for a class of tests

    id: UUID
    position: int
    description: str
    is_edge_case: bool = False
    is_sample_case: bool = False
    input_code: str | None = None
    input: tuple[Json, ...] | None = None
    expected: Json = None
    has_expected: bool = False
    origin: TestOrigin = TestOrigin.AUTHOR


class WrongSolution(WireModel):
    """A plausible wrong solution: a good test set fails it."""

    bug_class: BugClass
    description: str
    code: str


class Limits(WireModel):
    """What a solution may use for one test: CPU seconds and mebibytes."""

    time_seconds: float = Field(default=2.0, gt=0, le=60)
    memory_mb: int = Field(default=256, ge=16, le=4096)


class Solutions(WireModel):
    """The programs that stand behind the expected outputs, all in Python."""

    reference: str
    brute_force: str
    wrong: tuple[WrongSolution, ...] = ()


class InputPrograms(WireModel):
    """What makes and checks inputs: `generate(seed)` for small random ones, `validate(...)`.

    `small_generator` defines `generate(seed: int) -> list` of arguments. `validator` defines
    `validate(*arguments)`, which returns True for an input that the constraints allow, and else
    returns False or raises ValueError with the reason.
    """

    small_generator: str
    validator: str


class Problem(WireModel):
    """A problem as far as it has been made; parts not made yet are None or empty."""

    id: UUID
    status: ProblemStatus = ProblemStatus.DRAFT
    model: str | None = None
    text: ProblemText | None = None
    test_cases: tuple[TestCase, ...] = ()
    input_programs: InputPrograms | None = None
    solutions: Solutions | None = None
    limits: Limits = Limits()
    verification: dict[str, Json] | None = None
    focus_areas: tuple[str, ...] = ()
    created_by: str | None = None
    created_at: datetime
    updated_at: datetime
