"""Whether a problem is what was proved: checked where it is shown, taken in, given out or replayed.

`verified` is a claim about content. A problem that is not what its report covers is a draft again.
One whose proof fails when it is run again is rejected, until the step verifyProblem proves it anew.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from problemsmith.errors import PrerequisiteError
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.limits import limits_here, measure_machine
from problemsmith.generation.verification.report import (
    VerificationReport,
    changed_parts,
    content_hash,
    part_hashes,
)
from problemsmith.generation.verification.verify import Findings, examine
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.problem.wire import Json
from problemsmith.store.database import Database


@dataclass(frozen=True, slots=True)
class Replay:
    """A proof run again: the checks' findings, and the parts that are not what was proved.

    `refusal` is why the report itself says that the problem is not verified; empty when it is.
    """

    findings: Findings
    changed: tuple[str, ...]
    refusal: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the certificate holds."""
        return not self.changed and not self.findings.failed and not self.refusal


async def get_problem(store: Database, problem_id: UUID) -> Problem:
    """The whole problem, with a status that its content bears out; raises NotFoundError."""
    async with store.read() as view:
        return checked(await view.problems.get(problem_id))


def checked(problem: Problem) -> Problem:
    """The problem; as a draft when it says to be verified and is not what was proved."""
    changed = changed_since_proof(problem)
    if problem.status is not ProblemStatus.VERIFIED or not changed:
        return problem
    return problem.model_copy(
        update={
            "status": ProblemStatus.DRAFT,
            "verification": _withdrawn(problem, _told(changed)),
        }
    )


def changed_since_proof(problem: Problem) -> tuple[str, ...]:
    """The parts that are not what the report covers; `verification` where there is no good one."""
    if problem.verification is None:
        return ("verification",)
    report = VerificationReport.model_validate(problem.verification)
    if report.content_hash != content_hash(report.content_hashes):
        return ("verification",)
    if problem.status is ProblemStatus.VERIFIED and not report.verified:
        return ("verification",)
    return changed_parts(report.content_hashes, part_hashes(problem))


async def replay_proof(judge: Judge, problem: Problem) -> Replay:
    """Run the checks again in a clean sandbox, and compare the content with what was proved.

    Raises:
        PrerequisiteError: The problem has no report, or is not complete.
        JudgeFaultError: The judge failed, so that nothing was shown.
    """
    judge = judge.strict()
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
    return Replay(
        findings,
        changed_parts(report.content_hashes, part_hashes(problem)),
        refusal="" if report.verified else report.reason,
    )


async def keep_refutation(store: Database, problem: Problem, replay: Replay) -> ProblemStatus:
    """Let a verified problem's refutation stand in the database; the status that it has now.

    A failing check rejects the problem. One that only differs from what was proved is a draft.
    Nothing is written when the problem was changed while its proof ran.
    """
    if replay.confirmed:
        return problem.status
    async with store.transaction() as transaction:
        kept = await transaction.problems.get(problem.id)
        if kept.updated_at != problem.updated_at or kept.status is not ProblemStatus.VERIFIED:
            return kept.status
        failed = replay.findings.failed
        reason = (
            "refuted when its proof was run again: " + "; ".join(check.summary for check in failed)
            if failed
            else _told(replay.changed)
        )
        report = _withdrawn(kept, reason)
        status = ProblemStatus.REJECTED if failed else ProblemStatus.DRAFT
        if report is not None:
            report["checks"] = [check.to_wire() for check in replay.findings.checks]
            await transaction.problems.save_verification(problem.id, report, status)
    return status


def _withdrawn(problem: Problem, reason: str) -> dict[str, Json] | None:
    """The report, which says from now on that the problem is not verified, and why."""
    if problem.verification is None:
        return None
    report = VerificationReport.model_validate(problem.verification)
    return report.model_copy(update={"verified": False, "reason": reason}).to_wire()


def _told(changed: tuple[str, ...]) -> str:
    if changed == ("verification",):
        return "its report does not bear out that it is verified"
    return f"changed since the proof: {', '.join(changed)}"
