"""Problems of our own form: the pipeline's own checks, without a model."""

from problemsmith.errors import PrerequisiteError
from problemsmith.generation.audit.entry import CanonicalEntry
from problemsmith.generation.audit.outcome import AuditedProblem, AuditOutcome, Proof, ProofKind
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.report import Check
from problemsmith.generation.verification.verify import examine
from problemsmith.judge.judge import Judge

_AGAINST_REFERENCE = {
    "workedExamples": ProofKind.CONTRADICTS_EXAMPLE,
    "oracleAgreement": ProofKind.CONTRADICTS_EXAMPLE,
    "determinism": ProofKind.NOT_DETERMINISTIC,
    "limits": ProofKind.DOES_NOT_END,
    "expectedOutputs": ProofKind.FAILS_OWN_TESTS,
}
"""The checks that speak of the reference; the others speak of the tests."""

_WRONG_PROGRAMS = {"mutation", "wrongSolutions"}


async def audit_canonical(judge: Judge, entry: CanonicalEntry) -> AuditedProblem:
    """Run every check that needs no model; the first failed one decides."""
    try:
        candidate = Candidate.of(entry.problem)
    except PrerequisiteError as error:
        return AuditedProblem(
            task_id=entry.task_id, outcome=AuditOutcome.NOT_CHECKED, notes=(error.message,)
        )
    findings = await examine(judge, candidate)
    if not findings.failed:
        return AuditedProblem(task_id=entry.task_id, outcome=AuditOutcome.SOUND)
    check = min(findings.failed, key=lambda one: one.name not in _AGAINST_REFERENCE)
    is_reference = check.name in _AGAINST_REFERENCE
    return AuditedProblem(
        task_id=entry.task_id,
        outcome=AuditOutcome.WRONG_REFERENCE if is_reference else AuditOutcome.WEAK_TESTS,
        proof=_proof(check, candidate.solutions.reference),
        notes=tuple(one.summary for one in findings.failed if one is not check),
    )


def _proof(check: Check, reference: str) -> Proof:
    evidence = check.evidence[0] if check.evidence else {}
    given = evidence.get("input")
    kind = _AGAINST_REFERENCE.get(check.name) or (
        ProofKind.WRONG_PROGRAM_PASSES if check.name in _WRONG_PROGRAMS else ProofKind.BAD_TEST
    )
    return Proof(
        kind=kind,
        message=f"{check.name}: {check.summary}",
        program=reference if check.name in _AGAINST_REFERENCE else None,
        input=given if isinstance(given, list) else None,
        evidence=evidence,
    )
