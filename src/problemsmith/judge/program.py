"""What the judge is given, and what it gives back."""

from dataclasses import dataclass, field
from enum import StrEnum

from problemsmith.problem.signature import Signature
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json


@dataclass(frozen=True, slots=True)
class Program:
    """Source code with a function to call.

    With a signature, arguments and results are converted by its types (`ListNode`, `TreeNode`,
    records) and a result of a wrong type is a runtime error. Without one they are plain JSON: so
    run generators (`generate(seed)`), validators (`validate(*arguments)`) and checkers
    (`check(input, expected, actual)`).
    """

    code: str
    language: str = "python"
    entry_point: str | None = None
    """The function's name; None means the language's form of `runSolution`."""
    signature: Signature | None = None
    check_types: bool = False
    """Type errors of TypeScript are compile errors, too: some seconds more. Other languages'
    compilers check types anyway, or there are none."""


class RunMode(StrEnum):
    """How inputs share processes."""

    ISOLATED = "isolated"
    """A fresh child for each input: for people's submissions."""
    BULK = "bulk"
    """One child for a block of inputs, replaced when an input kills it: for verification."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one call of a program came to.

    `verdict` is `accepted` when the function returned a JSON value of its type; whether the value
    is right is not asked here. Times are milliseconds of CPU and of wall clock, memory kibibytes on
    top of what the language's runtime takes by itself.
    """

    verdict: Verdict
    value: Json = None
    stdout: str = ""
    stderr: str = ""
    message: str = ""
    """For a failure: the error as its author would like to see it, with their own frames only."""
    time_ms: float = 0.0
    wall_ms: float = 0.0
    memory_kb: int = 0
    arguments_changed: bool = False
    """Whether the call changed its arguments in place (told for Python only)."""


@dataclass(frozen=True, slots=True)
class JudgeTest:
    """An input (the array of arguments) and, where there is one, what it should give."""

    input: tuple[Json, ...]
    expected: Json = None
    has_expected: bool = True


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test judged."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    verdict: Verdict
    run: Run
    expected: Json = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A program judged: `accepted` only when every test is, else the first failing test's."""

    verdict: Verdict
    tests: list[TestResult] = field(default_factory=list[TestResult])
    message: str = ""
