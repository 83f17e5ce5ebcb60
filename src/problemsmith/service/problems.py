"""Looking at problems, solving them, proving them again, and deleting them."""

from dataclasses import dataclass, replace
from uuid import UUID

from problemsmith.errors import PrerequisiteError, ValidationError
from problemsmith.generation.prerequisites import need_outputs, need_text
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.limits import limits_here, measure_machine
from problemsmith.generation.verification.report import (
    VerificationReport,
    changed_parts,
    part_hashes,
)
from problemsmith.generation.verification.verify import Findings, examine
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Judgement, JudgeTest, Program
from problemsmith.problem.problem import Problem
from problemsmith.service.application import Application
from problemsmith.store.database import Database
from problemsmith.workflows import InstanceNotFoundError

MAX_CODE_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Replay:
    """A proof run again: the checks' findings, and the parts that are not what was proved."""

    findings: Findings
    changed: tuple[str, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the certificate holds."""
        return not self.changed and not self.findings.failed


async def get_problem(store: Database, problem_id: UUID) -> Problem:
    """The whole problem; raises NotFoundError."""
    async with store.read() as view:
        return await view.problems.get(problem_id)


async def replay_proof(judge: Judge, problem: Problem) -> Replay:
    """Run the checks again in a clean sandbox, and compare the content with what was proved.

    Raises:
        PrerequisiteError: The problem has no report, or is not complete.
    """
    if problem.verification is None:
        raise PrerequisiteError(
            f"problem {problem.id} has no verification report yet: run the step verifyProblem first"
        )
    report = VerificationReport.model_validate(problem.verification)
    candidate = Candidate.of(problem)
    machine = await measure_machine(judge)
    if report.limits:
        # The same limits, in the seconds of this machine.
        candidate = replace(candidate, limits=limits_here(report.limits, machine))
    findings = await examine(judge, candidate, machine=machine)
    return Replay(findings, changed_parts(report.content_hashes, part_hashes(problem)))


async def run_solution(judge: Judge, problem: Problem, code: str, language: str) -> Judgement:
    """Judge a person's code on all of the problem's tests.

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
