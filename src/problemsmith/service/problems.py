"""Solving problems, and deleting them."""

from uuid import UUID

from problemsmith.errors import ValidationError
from problemsmith.generation.prerequisites import need_outputs, need_text
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Judgement, JudgeTest, Program
from problemsmith.problem.problem import Problem
from problemsmith.service.application import Application
from problemsmith.workflows import InstanceNotFoundError

MAX_CODE_CHARACTERS = 200_000


async def run_solution(
    judge: Judge, problem: Problem, code: str, language: str, *, caller: str | None = None
) -> Judgement:
    """Judge a person's code on all of the problem's tests; callers take turns.

    Raises:
        PrerequisiteError: The problem has no expected outputs yet.
        ValidationError: The code is empty or longer than `MAX_CODE_CHARACTERS`.
    """
    check_code(code)
    text = need_text(problem)
    tests = [
        JudgeTest(input=case.input or (), expected=case.expected) for case in need_outputs(problem)
    ]
    return await judge.judge(
        Program(code=code, language=language, signature=text.signature),
        tests,
        checker=text.checker,
        limits=problem.limits,
        caller=caller,
    )


def check_code(code: str) -> None:
    """Raise ValidationError for code that is empty, too long, or that no file can hold."""
    if not code.strip():
        raise ValidationError("code: it is empty")
    if len(code) > MAX_CODE_CHARACTERS:
        raise ValidationError(
            f"code: it has {len(code)} characters; at most {MAX_CODE_CHARACTERS} are judged"
        )
    if "\x00" in code:
        raise ValidationError("code: it holds a NUL character (U+0000)")


async def delete_problem(app: Application, problem_id: UUID) -> None:
    """Delete a problem with its jobs, whose instances must have ended.

    Raises:
        NotFoundError: No such problem.
        InstanceStateError: A job is still at it: terminate it first.
    """
    async with app.store.read() as view:
        await view.problems.get(problem_id)
        jobs = (await view.jobs.list(problem_id=problem_id, limit=500)).items
    for job in jobs:
        try:
            await app.workflow.delete(job.id)
        except InstanceNotFoundError:
            continue
    async with app.store.transaction() as transaction:
        await transaction.problems.delete(problem_id)
