"""Wrong solutions die: the tests against the author's wrong solutions and against mutants."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.agreement import Disagreement
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.mutation.attackers import Attacker, make_attackers
from problemsmith.generation.verification.mutation.hunting import Hunter, Killer
from problemsmith.generation.verification.mutation.killing import Trial, kills
from problemsmith.generation.verification.mutation.stages import Sources
from problemsmith.generation.verification.report import (
    AttackerFate,
    AttackerRecord,
    Check,
    Outcome,
)
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Limits
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

LEAST_SCORE = 0.9
"""Killed / (all - equivalent), below which a problem is not verified."""

LEAST_WRONG_KILLED = 0.5
"""Of the author's wrong solutions, the share that some test must fail. Where most of them seem
equivalent, it is the checker or the search that can't tell, not the author who can't err."""


@dataclass(frozen=True, slots=True)
class Attack:
    """How the attackers fared: for each the positions of the tests known to fail it.

    `equivalent` were never caught, by tests or search; `killers` are inputs that catch the others
    which the tests let through. The rest of the fields tell what the outcome holds for.
    """

    attackers: tuple[Attacker, ...]
    killed_by: tuple[tuple[int, ...], ...]
    equivalent: frozenset[int]
    killers: tuple[Killer, ...]
    searched: int
    disagreement: Disagreement | None
    trials: frozenset[str]
    """The tests that were run, each as the JSON of its input."""

    @property
    def survivors(self) -> tuple[int, ...]:
        """Attackers that no test fails although an input is known that would."""
        return tuple(
            number
            for number, tests in enumerate(self.killed_by)
            if not tests and number not in self.equivalent
        )

    @property
    def score(self) -> float | None:
        """Killed / (all - equivalent), or None when nothing is left to kill."""
        killed = sum(bool(tests) for tests in self.killed_by)
        alive = len(self.survivors)
        return killed / (killed + alive) if killed + alive else None

    def records(self) -> tuple[AttackerRecord, ...]:
        """The kill matrix, a row an attacker."""
        return tuple(
            AttackerRecord(
                kind=attacker.kind,
                family=attacker.family,
                description=attacker.description,
                fate=AttackerFate.KILLED
                if tests
                else AttackerFate.EQUIVALENT
                if number in self.equivalent
                else AttackerFate.SURVIVED,
                killed_by=tests,
            )
            for number, (attacker, tests) in enumerate(
                zip(self.attackers, self.killed_by, strict=True)
            )
        )


async def attack(
    judge: Judge,
    candidate: Candidate,
    *,
    limits: Limits,
    reference_ms: Sequence[float],
    small: Sequence[Arguments],
    edges: Sequence[Arguments],
    earlier: Attack | None = None,
) -> Attack:
    """Run every attacker on the tests, and search for inputs that catch those left alive.

    `earlier` is the attack on the same problem with fewer tests: only what is new is run, and what
    the search gave up on then is not searched again.
    """
    attackers = earlier.attackers if earlier else await make_attackers(judge, candidate.solutions)
    cases = [
        (case, milliseconds)
        for case, milliseconds in zip(candidate.cases, reference_ms, strict=True)
        if earlier is None or _key(case.input or ()) not in earlier.trials
    ]
    trials = [Trial(case.input or (), case.expected, milliseconds) for case, milliseconds in cases]
    rows = await kills(judge, candidate.text, attackers, trials, limits)
    new = [tuple(cases[place][0].position for place in row) for row in rows]
    killed_by = tuple(
        (*before, *after)
        for before, after in zip(
            earlier.killed_by if earlier else ((),) * len(attackers), new, strict=True
        )
    )
    given_up = earlier.equivalent if earlier else frozenset[int]()
    alive = [
        number for number, tests in enumerate(killed_by) if not tests and number not in given_up
    ]
    hunter = Hunter(
        judge,
        candidate.text,
        candidate.programs,
        candidate.solutions,
        attackers,
        limits.memory_mb,
    )
    sources = Sources(judge, candidate.text, candidate.programs, candidate.cases, small, edges)
    found = await hunter.hunt(alive, sources.stages())
    equivalent = {*given_up, *(() if found.disagreement else found.never_caught)}
    return Attack(
        attackers,
        killed_by,
        frozenset(number for number in equivalent if not killed_by[number]),
        found.killers,
        max(found.searched, earlier.searched if earlier else 0),
        found.disagreement,
        frozenset(_key(case.input or ()) for case in candidate.cases),
    )


def check_attack(result: Attack) -> Check:
    """The attack as a check: the mutation score, and the author's wrong solutions on their own."""
    wrong = [number for number, one in enumerate(result.attackers) if one.kind == "wrongSolution"]
    wrong_killed = sum(bool(result.killed_by[number]) for number in wrong)
    killed = sum(bool(tests) for tests in result.killed_by)
    score = result.score
    # Of mutants a few may be left; a mistake that the author foresaw may not pass.
    weak = (score is not None and score < LEAST_SCORE) or not set(wrong).isdisjoint(
        result.survivors
    )
    blind = wrong_killed < LEAST_WRONG_KILLED * len(wrong)
    return Check(
        name="wrongSolutions",
        outcome=Outcome.SKIPPED
        if not result.attackers
        else Outcome.FAILED
        if weak or blind
        else Outcome.PASSED,
        summary=_summary(result, killed, len(wrong), wrong_killed, weak=weak, blind=blind),
        numbers={
            "wrongSolutions": len(wrong),
            "mutants": len(result.attackers) - len(wrong),
            "killed": killed,
            "survived": len(result.survivors),
            "equivalent": len(result.equivalent),
            "searched": result.searched,
            "mutationScore": round(score, 4) if score is not None else 0.0,
        },
        evidence=_evidence(result),
    )


def _summary(
    result: Attack, killed: int, wrong: int, wrong_killed: int, *, weak: bool, blind: bool
) -> str:
    if not result.attackers:
        return "there is no wrong solution and no mutant to try the tests on"
    if blind:
        return f"the tests fail only {wrong_killed} of the author's {wrong} wrong solutions"
    alive = len(result.survivors)
    if weak or alive:
        return f"{alive} of {killed + alive} wrong programs pass every test"
    return f"the tests fail all {killed} wrong programs"


def _evidence(result: Attack) -> tuple[dict[str, Json], ...]:
    """Each survivor with an input that tells it from the reference; then the equivalents."""
    survivors: list[dict[str, Json]] = [
        {
            "passesEveryTest": [result.attackers[number].description for number in one.attackers],
            "code": result.attackers[one.attackers[0]].code,
            "input": list(one.arguments),
            "expected": one.expected,
        }
        for one in result.killers[:5]
    ]
    return (
        *survivors,
        *(
            {"equivalent": result.attackers[number].description}
            for number in sorted(result.equivalent)
        ),
    )


def _key(arguments: Arguments) -> str:
    return canonical_json(list(arguments))
