"""Solving problems, and deleting them."""

from contextlib import suppress
from uuid import UUID

from problemsmith.errors import ValidationError
from problemsmith.generation.prerequisites import need_outputs, need_text
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Judgement, JudgeTest, Program
from problemsmith.problem.problem import Problem
from problemsmith.service.application import Application
from problemsmith.service.creation import check_nobody_at_work
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
        IdempotentError: A job is at it and has not ended: terminate it first.
    """
    async with app.store.transaction() as transaction:
        await check_nobody_at_work(transaction, problem_id)
    cursor: str | None = None
    while True:
        async with app.store.read() as view:
            await view.problems.get(problem_id, with_test_cases=False)
            page = await view.jobs.list(problem_id=problem_id, limit=500, cursor=cursor)
        for job in page.items:
            with suppress(InstanceNotFoundError):  # never started, or swept away
                await app.workflow.delete(job.id)
        cursor = page.next_cursor
        if cursor is None:
            break
    async with app.store.transaction() as transaction:
        # Again: one may have been written, or restarted, since.
        await check_nobody_at_work(transaction, problem_id)
        await transaction.problems.delete(problem_id)
