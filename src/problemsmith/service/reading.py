"""Reading problems: each question that a client asks, answered for the caller who asks it."""

from uuid import UUID

from problemsmith.errors import PrerequisiteError, ValidationError
from problemsmith.generation.prerequisites import (
    need_inputs,
    need_outputs,
    need_solutions,
    need_text,
)
from problemsmith.generation.verification.report import VerificationReport
from problemsmith.judge.languages import find_language
from problemsmith.problem.problem import Difficulty, Problem, ProblemStatus
from problemsmith.problem.signature import Signature
from problemsmith.problem.wire import Json
from problemsmith.service.access import Caller, own_problem, readable_problem
from problemsmith.service.application import Application
from problemsmith.service.problem_views import (
    TestCaseView,
    TextView,
    samples,
    shown_report,
    shown_to,
    view_text,
)
from problemsmith.service.problems import delete_problem
from problemsmith.store.paging import Page
from problemsmith.store.records import FocusArea, ProblemSummary


async def list_problems(
    app: Application,
    caller: Caller,
    *,
    status: ProblemStatus | None,
    difficulty: Difficulty | None,
    focus_area: str | None,
    text: str | None,
    cursor: str | None,
    limit: int,
) -> Page[ProblemSummary]:
    """Problems that the caller may read, newest first; raises ValidationError for a bad filter."""
    if text and "\x00" in text:
        raise ValidationError("text: it holds a NUL character (U+0000), which no problem does")
    async with app.store.read() as view:
        page = await view.problems.list(
            status=status,
            difficulty=difficulty,
            focus_area=focus_area,
            text=text,
            readable_by=None if caller.is_admin else caller.owner,
            cursor=cursor,
            limit=limit,
        )
    return Page(tuple(_shown_summary(caller, item) for item in page.items), page.next_cursor)


def _shown_summary(caller: Caller, summary: ProblemSummary) -> ProblemSummary:
    if caller.is_admin or summary.created_by == caller.user:
        return summary
    return summary.model_copy(update={"created_by": None})


async def get_problem(app: Application, caller: Caller, problem_id: UUID) -> Problem:
    """The problem as the caller may see it."""
    return shown_to(caller, await readable_problem(app, caller, problem_id))


async def delete(app: Application, caller: Caller, problem_id: UUID) -> None:
    """Delete one's own problem with its jobs; raises IdempotentError while one is at it."""
    await own_problem(app, caller, problem_id)
    await delete_problem(app, problem_id)


async def get_text(app: Application, caller: Caller, problem_id: UUID) -> TextView:
    """The text in its four forms."""
    return view_text(await readable_problem(app, caller, problem_id, with_test_cases=False))


async def get_signature(app: Application, caller: Caller, problem_id: UUID) -> Signature:
    """The signature."""
    return need_text(
        await readable_problem(app, caller, problem_id, with_test_cases=False)
    ).signature


async def get_starter_code(
    app: Application, caller: Caller, problem_id: UUID, language: str
) -> str:
    """A program to start from; raises ValidationError for an unknown language."""
    text = need_text(await readable_problem(app, caller, problem_id, with_test_cases=False))
    return find_language(language).starter_code(text.signature)


async def get_focus_areas(
    app: Application, caller: Caller, problem_id: UUID
) -> tuple[FocusArea, ...]:
    """What the problem is about."""
    problem = await readable_problem(app, caller, problem_id, with_test_cases=False)
    async with app.store.read() as view:
        areas = await view.focus_areas.list()
    return tuple(area for area in areas if area.slug in problem.focus_areas)


async def get_test_cases(
    app: Application, caller: Caller, problem_id: UUID
) -> tuple[TestCaseView, ...]:
    """The test cases; others see the samples, without their programs."""
    problem = shown_to(caller, await readable_problem(app, caller, problem_id))
    async with app.store.read() as view:
        times = await view.problems.test_case_times(problem_id)
    return tuple(
        TestCaseView(
            id=case.id,
            problem_id=problem_id,
            description=case.description,
            is_edge_case=case.is_edge_case,
            is_sample_case=case.is_sample_case,
            input_code=case.input_code,
            input=case.input,
            expected=case.expected,
            created_at=times[case.id][0],
            updated_at=times[case.id][1],
        )
        for case in problem.test_cases
        if case.id in times  # replaced between the two reads
    )


async def get_input_code(
    app: Application, caller: Caller, problem_id: UUID
) -> tuple[str, ...] | None:
    """The programs that make the inputs, one a test case; None before they are written."""
    cases = (await own_problem(app, caller, problem_id)).test_cases
    codes = tuple(case.input_code for case in cases if case.input_code is not None)
    return codes if cases and len(codes) == len(cases) else None


async def get_inputs(
    app: Application, caller: Caller, problem_id: UUID
) -> tuple[tuple[Json, ...], ...]:
    """The inputs; others see those of the samples."""
    problem = await readable_problem(app, caller, problem_id)
    cases = need_inputs(problem)
    if not caller.owns(problem):
        cases = samples(cases)
    return tuple(case.input or () for case in cases)


async def get_outputs(app: Application, caller: Caller, problem_id: UUID) -> tuple[Json, ...]:
    """The expected outputs, for the owner and admins."""
    problem = await own_problem(app, caller, problem_id)
    return tuple(case.expected for case in need_outputs(problem))


async def get_solution(app: Application, caller: Caller, problem_id: UUID) -> str:
    """The reference solution, for the owner and admins."""
    return need_solutions(
        await own_problem(app, caller, problem_id, with_test_cases=False)
    ).reference


async def get_model(app: Application, caller: Caller, problem_id: UUID) -> str | None:
    """The model that writes the problem."""
    return (await readable_problem(app, caller, problem_id, with_test_cases=False)).model


async def get_verification(
    app: Application, caller: Caller, problem_id: UUID
) -> VerificationReport:
    """The verification report; raises PrerequisiteError before there is one."""
    problem = await readable_problem(app, caller, problem_id, with_test_cases=False)
    if problem.verification is None:
        raise PrerequisiteError(
            f"problem {problem_id} has no verification report yet: run the step verifyProblem first"
        )
    return shown_report(caller, problem, VerificationReport.model_validate(problem.verification))
