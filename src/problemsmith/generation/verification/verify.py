"""verifyProblem: the checks in order, with repair rounds for what the author can mend."""

import platform
from dataclasses import dataclass

from problemsmith import __version__
from problemsmith.generation.generators import TEST_SEED
from problemsmith.generation.verification import data_types, determinism, oracles, wrong_solutions
from problemsmith.generation.verification.agreement import Disagreement
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.repair import ROUNDS, BeyondRepairError, mend
from problemsmith.generation.verification.report import (
    Check,
    Outcome,
    VerificationReport,
    content_hash,
    part_hashes,
)
from problemsmith.generation.verification.small_inputs import SmallInputSet, make_small_inputs
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.problem.wire import Json


@dataclass(frozen=True, slots=True)
class Findings:
    """How a candidate came out of the checks."""

    checks: tuple[Check, ...]
    small: SmallInputSet
    disagreement: Disagreement | None = None
    mutation_score: float | None = None

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.outcome is Outcome.FAILED)


async def verify_problem(bench: Workbench) -> dict[str, Json]:
    """Attack the problem; repair what the author can; save the verdict with its evidence."""
    problem = await bench.problem()
    candidate = Candidate.of(problem)
    author = await bench.author(candidate.text)
    repairs: list[str] = []
    reason = ""
    findings = await examine(bench.judge, candidate)
    while findings.disagreement and author.can_mend and len(repairs) < ROUNDS:
        try:
            candidate = await mend(bench, candidate, findings.disagreement)
        except BeyondRepairError as error:
            reason = str(error)
            break
        repairs.append(f"disagreement on {findings.disagreement.input}")
        findings = await examine(bench.judge, candidate)
    report = to_report(findings, candidate.applied_to(problem), tuple(repairs), reason)
    status = ProblemStatus.VERIFIED if report.verified else ProblemStatus.REJECTED
    async with bench.completing() as transaction:
        await transaction.problems.save_verification(
            problem.id,
            report.to_wire(),
            status,
            text=candidate.text,
            cases=candidate.cases,
            solutions=candidate.solutions,
        )
    return {
        "verified": report.verified,
        "reason": report.reason,
        "checks": {check.name: check.outcome for check in report.checks},
        "repairs": len(repairs),
    }


async def examine(judge: Judge, candidate: Candidate) -> Findings:
    """Run every check; the costly ones are left out once the oracles disagree."""
    text, programs, solutions = candidate.text, candidate.programs, candidate.solutions
    cases, limits = candidate.cases, candidate.limits
    small = await make_small_inputs(judge, text, programs)
    examples = await oracles.check_examples(judge, text, solutions)
    if examples.disagreement:
        return Findings((examples.check,), small, examples.disagreement)
    agreement = await oracles.check_agreement(judge, text, programs, solutions, cases, small)
    if agreement.disagreement:
        return Findings((examples.check, agreement.check), small, agreement.disagreement)
    matrix = await wrong_solutions.kill_matrix(judge, text, solutions.wrong, cases, limits)
    checks = (
        examples.check,
        agreement.check,
        await data_types.check_inputs_valid(judge, programs, cases),
        data_types.check_types(text, cases),
        await determinism.check_determinism(judge, text, solutions.reference, cases, limits),
        wrong_solutions.to_check(matrix, solutions.wrong),
    )
    return Findings(checks, small, mutation_score=matrix.score)


def to_report(
    findings: Findings, problem: Problem, repairs: tuple[str, ...], reason: str
) -> VerificationReport:
    """The findings as the report that is kept with the problem."""
    failed = findings.failed
    hashes = part_hashes(problem)
    return VerificationReport(
        verified=not failed,
        reason=reason
        or ("every check passed" if not failed else "; ".join(check.summary for check in failed)),
        checks=findings.checks,
        mutation_score=findings.mutation_score,
        repairs=repairs,
        seeds={
            "testCases": TEST_SEED,
            "smallInputs": [0, findings.small.seeds],
        },
        tool_versions={"problemsmith": __version__, "python": platform.python_version()},
        content_hashes=hashes,
        content_hash=content_hash(hashes),
    )
