"""Solving problems: a person's code judged, and what may be shown of how it went."""

from enum import StrEnum
from uuid import UUID

from problemsmith.errors import ValidationError
from problemsmith.generation.prerequisites import need_outputs, need_solutions, need_text
from problemsmith.judge.languages import find_language
from problemsmith.judge.program import Program, Run, TestResult
from problemsmith.problem.problem import Problem, TestCase
from problemsmith.problem.values import ValueMismatch, convert_arguments
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service.access import Caller, readable_problem
from problemsmith.service.application import Application
from problemsmith.service.problems import check_code, run_solution
from problemsmith.store.paging import Page
from problemsmith.store.records import Submission

SHOWN_STDOUT = 10_000
"""Characters of a program's output that an answer carries for one test."""


class RunStatus(StrEnum):
    """How a test went, in the three words that clients know."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    ERROR = "error"


class TestCaseShown(WireModel):
    """The test case that a result is about; `description` and `input` only where it may be seen."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    id: UUID
    is_edge_case: bool
    is_sample_case: bool
    description: str | None
    input: tuple[Json, ...] | None


class RunResult(WireModel):
    """One test judged. Of a hidden one only the verdict and what was used are told."""

    test_case: TestCaseShown
    status: RunStatus
    actual: Json
    expected: Json
    error: str | None
    stdout: str | None
    verdict: Verdict
    time_ms: float
    memory_kb: int


class CustomRun(WireModel):
    """The code on an input of one's own, beside what the reference solution gives for it."""

    input: tuple[Json, ...]
    expected: Json
    actual: Json
    error: str | None
    stdout: str | None


_WHAT_HAPPENED = {
    Verdict.TIME_LIMIT_EXCEEDED: "the time limit was exceeded",
    Verdict.MEMORY_LIMIT_EXCEEDED: "the memory limit was exceeded",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "the output limit was exceeded",
    Verdict.RUNTIME_ERROR: "the program failed",
    Verdict.COMPILE_ERROR: "the program does not compile",
    Verdict.INTERNAL_ERROR: "the judge failed; the program is not to blame",
}


async def submit_solution(
    app: Application, caller: Caller, problem_id: UUID, code: str, language: str
) -> tuple[RunResult, ...]:
    """Judge code on all tests, and keep the submission.

    Raises:
        ValidationError: An unknown language, or code that is empty or too long.
        PrerequisiteError: The problem has no expected outputs yet.
        EnvironmentNotReadyError: This machine can't run programs.
    """
    problem = await readable_problem(app, caller, problem_id)
    find_language(language)
    check_code(code)
    cases = need_outputs(problem)
    await app.open_judge()
    with app.activity.submission():
        judgement = await run_solution(app.judge, problem, code, language, caller=caller.owner)
    app.activity.verdicts[judgement.verdict] += 1
    results = tuple(
        _result(case, result, shown=caller.owns(problem) or case.is_sample_case)
        for case, result in zip(cases, judgement.tests, strict=True)
    )
    async with app.store.transaction() as transaction:
        await transaction.submissions.add(
            problem_id,
            language=language,
            code=code,
            verdict=judgement.verdict,
            results=tuple(
                {
                    "testCaseId": str(result.test_case.id),
                    "status": result.status,
                    "verdict": result.verdict,
                    "timeMs": result.time_ms,
                    "memoryKb": result.memory_kb,
                }
                for result in results
            ),
            created_by=caller.user,
        )
    return results


async def run_custom(
    app: Application,
    caller: Caller,
    problem_id: UUID,
    code: str,
    language: str,
    inputs: tuple[tuple[Json, ...], ...],
) -> tuple[CustomRun, ...]:
    """Run code, and the reference solution, on inputs of one's own.

    Raises:
        ValidationError: An input does not fit the signature (names it), or as `submit_solution`.
        PrerequisiteError: The problem has no solution yet.
    """
    problem = await readable_problem(app, caller, problem_id)
    find_language(language)
    check_code(code)
    text, solutions = need_text(problem), need_solutions(problem)
    typed = [_typed(number, given, problem) for number, given in enumerate(inputs)]
    await app.open_judge()
    runs = await app.judge.run(
        Program(code=code, language=language, signature=text.signature),
        typed,
        limits=problem.limits,
        caller=caller.owner,
    )
    expected = await app.judge.run(
        Program(code=solutions.reference, signature=text.signature),
        typed,
        limits=problem.limits,
        caller=caller.owner,
    )
    return tuple(
        _custom(given, run, reference)
        for given, run, reference in zip(typed, runs, expected, strict=True)
    )


async def list_submissions(
    app: Application, caller: Caller, problem_id: UUID, *, cursor: str | None, limit: int
) -> Page[Submission]:
    """One's own submissions for the problem, newest first; admins see everybody's."""
    await readable_problem(app, caller, problem_id, with_test_cases=False)
    async with app.store.read() as view:
        return await view.submissions.list(
            problem_id=problem_id,
            created_by=None if caller.is_admin else caller.owner,
            cursor=cursor,
            limit=limit,
        )


def _result(case: TestCase, result: TestResult, *, shown: bool) -> RunResult:
    verdict, run = result.verdict, result.run
    return RunResult(
        test_case=TestCaseShown(
            id=case.id,
            is_edge_case=case.is_edge_case,
            is_sample_case=case.is_sample_case,
            description=case.description if shown else None,
            input=case.input if shown else None,
        ),
        status=_status(verdict),
        actual=run.value if shown else None,
        expected=result.expected if shown else None,
        error=_error(verdict, run, shown=shown),
        stdout=run.stdout[:SHOWN_STDOUT] if shown else None,
        verdict=verdict,
        time_ms=run.time_ms,
        memory_kb=run.memory_kb,
    )


def _error(verdict: Verdict, run: Run, *, shown: bool) -> str | None:
    """What is told of a failure: a program can put its input into its error, even into its name."""
    if verdict in (Verdict.ACCEPTED, Verdict.WRONG_ANSWER):
        return None
    # A compiler's words are the same for every test, and come before any input is read.
    told = shown or verdict is Verdict.COMPILE_ERROR
    return (run.message if told else "") or _WHAT_HAPPENED[verdict]


def _status(verdict: Verdict) -> RunStatus:
    if verdict is Verdict.ACCEPTED:
        return RunStatus.PASS
    return RunStatus.FAIL if verdict is Verdict.WRONG_ANSWER else RunStatus.ERROR


def _typed(number: int, given: tuple[Json, ...], problem: Problem) -> tuple[Json, ...]:
    try:
        return tuple(convert_arguments(list(given), need_text(problem).signature))
    except ValueMismatch as mismatch:
        raise ValidationError(f"customInputs[{number}]: {mismatch}") from mismatch


def _custom(given: tuple[Json, ...], run: Run, reference: Run) -> CustomRun:
    answered = reference.verdict is Verdict.ACCEPTED
    error = None
    if run.verdict is not Verdict.ACCEPTED:
        error = run.message or _WHAT_HAPPENED[run.verdict]
    elif not answered:
        # Its own message could show lines of the hidden program.
        error = "the reference solution has no answer for this input: is it within the constraints?"
    return CustomRun(
        input=given,
        expected=reference.value if answered else None,
        actual=run.value if run.verdict is Verdict.ACCEPTED else None,
        error=error,
        stdout=run.stdout[:SHOWN_STDOUT],
    )
