"""The checks in order: `examine` judges a problem as it is, `prove` mends what needs no model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from problemsmith.generation.faults import Fault
from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification import (
    data_types,
    determinism,
    limits,
    oracles,
    strengthening,
    validator,
)
from problemsmith.generation.verification.agreement import Disagreement
from problemsmith.generation.verification.attack import Attack, attack, check_attack
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.checker_tests import check_checker
from problemsmith.generation.verification.report import (
    CalibratedLimits,
    Check,
    MachineSpeed,
    Outcome,
)
from problemsmith.generation.verification.small_inputs import SmallInputSet, make_small_inputs
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import TestOrigin

STRENGTHENING_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Findings:
    """How a candidate came out of the checks.

    `disagreement` and `validator_faults` are what an author can be shown; `attack` is None when a
    check before it failed.
    """

    checks: tuple[Check, ...]
    small: SmallInputSet
    disagreement: Disagreement | None = None
    validator_faults: tuple[Fault, ...] = ()
    attack: Attack | None = None
    limits: CalibratedLimits | None = None

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.outcome is Outcome.FAILED)

    @property
    def mutation_score(self) -> float | None:
        """Killed / (all - equivalent), or None when there was nothing to kill."""
        return self.attack.score if self.attack else None


@dataclass(frozen=True, slots=True)
class Proof:
    """A candidate after what the machine could mend, and its findings."""

    candidate: Candidate
    findings: Findings

    @property
    def added(self) -> int:
        """How many tests verification has added."""
        return sum(case.origin is not TestOrigin.AUTHOR for case in self.candidate.cases)


async def prove(judge: Judge, candidate: Candidate) -> Proof:
    """Examine the candidate; add the tests it lacks, set its limits, and examine it again."""
    machine = await limits.measure_machine(judge)
    candidate = strengthening.with_stated_tolerance(candidate)
    findings = await examine(judge, candidate, machine=machine, sets_limits=True)
    for _ in range(STRENGTHENING_ROUNDS):
        better = await _strengthened(judge, candidate, findings)
        if better.cases == candidate.cases:
            break
        findings = await examine(judge, better, machine=machine, earlier=findings, sets_limits=True)
        candidate = better
    if findings.limits and not findings.failed:
        candidate = replace(candidate, limits=limits.as_set(findings.limits))
    return Proof(candidate, findings)


async def examine(
    judge: Judge,
    candidate: Candidate,
    *,
    machine: MachineSpeed | None = None,
    earlier: Findings | None = None,
    sets_limits: bool = False,
) -> Findings:
    """Run every check on the candidate as it is; the costly ones only when the others passed.

    `machine` is this machine's speed, measured when it is not given. `earlier` are the findings on
    the same problem with fewer tests: what they hold is not worked out again. With `sets_limits`
    the limits that fit are proved instead of the candidate's, unless those leave too little.
    """
    text, programs, solutions = candidate.text, candidate.programs, candidate.solutions
    cases = candidate.cases
    small = earlier.small if earlier else await make_small_inputs(judge, text, programs)
    agreement = await oracles.check_oracles(judge, text, programs, solutions, cases, small)
    if agreement.disagreement:
        return Findings(agreement.checks, small, agreement.disagreement)
    inputs = await validator.check_validator(judge, text, programs, cases, small.inputs)
    same = await determinism.check_determinism(
        judge, text, solutions.reference, cases, agreement.small_runs, candidate.limits
    )
    machine = machine or await limits.measure_machine(judge)
    proposed = limits.calibrated(
        max(same.reference_ms, default=0.0), candidate.limits.memory_mb, machine
    )
    if earlier and earlier.limits:
        proposed = limits.kept(earlier.limits, proposed)
        if proposed.time_seconds > earlier.limits.time_seconds:
            earlier = replace(earlier, attack=None)  # what was too slow then may be quick enough
    if sets_limits and limits.leave_enough(candidate.limits, proposed):
        candidate = replace(candidate, limits=limits.as_set(proposed))
    checks = (
        *agreement.checks,
        *inputs.checks,
        data_types.check_types(text, cases),
        await check_checker(judge, text, cases),
        same.check,
        limits.check_limits(candidate.limits, proposed),
    )
    findings = Findings(checks, small, validator_faults=inputs.faults, attack=None, limits=proposed)
    if any(check.outcome is Outcome.FAILED and check.name != "sizes" for check in checks):
        return findings
    return await _attacked(judge, candidate, findings, same.reference_ms, inputs.edges, earlier)


async def _attacked(
    judge: Judge,
    candidate: Candidate,
    findings: Findings,
    reference_ms: Sequence[float],
    edges: Sequence[Arguments],
    earlier: Findings | None,
) -> Findings:
    """The findings with the attack's; what the search says against the reference comes first."""
    result = await attack(
        judge,
        candidate,
        limits=candidate.limits,
        reference_ms=reference_ms,
        small=findings.small.inputs,
        edges=edges,
        earlier=earlier.attack if earlier else None,
    )
    if result.disagreement:
        doubt = oracles.doubtful(result.disagreement)
        return replace(findings, checks=(*findings.checks, doubt), disagreement=result.disagreement)
    return replace(findings, checks=(*findings.checks, check_attack(result)), attack=result)


async def _strengthened(judge: Judge, candidate: Candidate, findings: Findings) -> Candidate:
    if findings.attack is None:
        return candidate
    candidate = strengthening.with_killers(candidate, findings.attack)
    if any(check.name == "sizes" for check in findings.failed):
        candidate = await strengthening.with_full_sizes(judge, candidate)
    return candidate
