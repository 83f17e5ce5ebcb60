"""verifyProblem: prove the problem, with repair rounds for what its author can mend."""

import platform

from problemsmith import __version__
from problemsmith.generation.generators import TEST_SEED
from problemsmith.generation.verification.ambiguity import check_ambiguity
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.mutation.stages import MORE_SEEDS, OTHER_SEEDS
from problemsmith.generation.verification.reduction import reduced_tests
from problemsmith.generation.verification.repair import (
    ROUNDS,
    BeyondRepairError,
    mend,
    mend_sizes,
    mend_validator,
)
from problemsmith.generation.verification.report import (
    Check,
    Outcome,
    StepCost,
    VerificationReport,
    content_hash,
    part_hashes,
)
from problemsmith.generation.verification.verify import Findings, Proof, prove
from problemsmith.generation.workbench import Workbench
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.problem.wire import Json


async def verify_problem(bench: Workbench) -> dict[str, Json]:
    """Attack the problem; repair what can be; save the verdict with its evidence."""
    problem = await bench.problem()
    candidate = Candidate.of(problem)
    author = await bench.author(candidate.text)
    repairs: list[str] = []
    reason = ""
    proof = await prove(bench.judge, candidate)
    while author.can_mend and len(repairs) < ROUNDS and _mendable(proof.findings):
        try:
            candidate, told = await _mended(bench, proof)
        except BeyondRepairError as error:
            reason = str(error)
            break
        repairs.append(told)
        proof = await prove(bench.judge, candidate)
    further: tuple[Check, ...] = ()
    if bench.params.solutions and author.can_mend and not proof.findings.failed:
        further = (await check_ambiguity(bench, proof.candidate, proof.findings.small.inputs),)
    report = to_report(
        proof,
        proof.candidate.applied_to(problem),
        further=further,
        repairs=tuple(repairs),
        reason=reason,
        costs=await _costs(bench),
    )
    status = ProblemStatus.REJECTED
    if report.verified:
        # Others see what is verified, so one that waits for a review is a draft until it is over.
        status = ProblemStatus.DRAFT if bench.params.is_reviewed else ProblemStatus.VERIFIED
    async with bench.completing() as transaction:
        await transaction.problems.save_verification(
            problem.id,
            report.to_wire(),
            status,
            text=proof.candidate.text,
            cases=proof.candidate.cases,
            programs=proof.candidate.programs,
            solutions=proof.candidate.solutions,
            limits=proof.candidate.limits,
        )
    return {
        "verified": report.verified,
        "reason": report.reason,
        "checks": {check.name: check.outcome for check in report.checks},
        "repairs": len(repairs),
        "addedTests": proof.added,
        "mutationScore": report.mutation_score,
    }


def to_report(
    proof: Proof,
    problem: Problem,
    *,
    further: tuple[Check, ...] = (),
    repairs: tuple[str, ...] = (),
    reason: str = "",
    costs: dict[str, StepCost] | None = None,
) -> VerificationReport:
    """The proof as the report that is kept with the problem."""
    findings = proof.findings
    checks = (*findings.checks, *further)
    failed = [check for check in checks if check.outcome is Outcome.FAILED]
    hashes = part_hashes(problem)
    attack = findings.attack
    return VerificationReport(
        verified=not failed,
        reason=reason
        or ("every check passed" if not failed else "; ".join(check.summary for check in failed)),
        checks=checks,
        mutation_score=findings.mutation_score,
        kill_matrix=attack.records() if attack else (),
        reduced_tests=reduced_tests(proof.candidate.cases, attack.killed_by) if attack else (),
        limits=findings.limits,
        slowest_ms=findings.limits.slowest_ms if findings.limits else 0.0,
        model=problem.model,
        costs=costs or {},
        repairs=repairs,
        seeds={
            "testCases": TEST_SEED,
            "smallInputs": [0, findings.small.seeds],
            "search": [MORE_SEEDS.start, MORE_SEEDS.stop],
            "otherTestSeeds": [OTHER_SEEDS.start, OTHER_SEEDS.stop],
        },
        tool_versions={"problemsmith": __version__, "python": platform.python_version()},
        content_hashes=hashes,
        content_hash=content_hash(hashes),
    )


def _mendable(findings: Findings) -> bool:
    return bool(findings.disagreement or findings.validator_faults or _short(findings))


def _short(findings: Findings) -> str:
    """What the tests are too small for, when that is what fails."""
    return next((check.summary for check in findings.failed if check.name == "sizes"), "")


async def _mended(bench: Workbench, proof: Proof) -> tuple[Candidate, str]:
    """The candidate with its author's mend, and what was mended in words."""
    found = proof.findings.disagreement
    if found:
        return await mend(bench, proof.candidate, found), f"disagreement on {found.input}"
    faults = proof.findings.validator_faults
    if not faults:
        told = _short(proof.findings)
        return await mend_sizes(bench, proof.candidate, told), told
    return await mend_validator(bench, proof.candidate, faults), faults[0].rule


async def _costs(bench: Workbench) -> dict[str, StepCost]:
    async with bench.env.store.read() as view:
        usage = await view.model_calls.usage_by_step(bench.params.job_id)
    return {
        step: StepCost(
            calls=one.calls,
            input_tokens=one.input_tokens,
            output_tokens=one.output_tokens,
            cost_usd=one.cost_usd,
        )
        for step, one in usage.items()
    }
