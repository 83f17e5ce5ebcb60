"""The validator check: it accepts what the statement allows and rejects what is one step off.

Three things are compared, each read on its own: the bounds that the constraints state, the
validator, and the data of the tests.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.programs import (
    Arguments,
    accepts,
    complaint,
    rejects,
    validate_inputs,
)
from problemsmith.generation.verification.bounds.attempts import Attempt, make_attempts
from problemsmith.generation.verification.bounds.measuring import measured
from problemsmith.generation.verification.bounds.reading import read_constraints
from problemsmith.generation.verification.bounds.rules import Rules
from problemsmith.generation.verification.bounds.terms import Terms
from problemsmith.generation.verification.cutoffs import find_cutoff
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Run
from problemsmith.problem.near_misses import near_misses
from problemsmith.problem.problem import InputPrograms, ProblemText, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

NEAR_MISSES_EACH = 25
NEAR_MISS_BASES = 8
SMALL_BASES = 40
LARGE_BASE_CHARACTERS = 100_000
LEAST_SHARE = 0.1
"""The tests reach at least a tenth of each upper bound of an argument's size. Below that even a
quadratic program keeps to the limits that the bound was chosen to deny it."""


@dataclass(frozen=True, slots=True)
class ValidatorFindings:
    """The checks, the faults that an author can be shown, and valid inputs at the bounds."""

    checks: tuple[Check, ...]
    faults: tuple[Fault, ...]
    edges: tuple[Arguments, ...]


async def check_validator(
    judge: Judge,
    text: ProblemText,
    programs: InputPrograms,
    cases: Sequence[TestCase],
    small: Sequence[Arguments],
) -> ValidatorFindings:
    """Try the validator, and compare the statement's bounds with it and with the tests."""
    rules = read_constraints(text.constraints, text.signature)
    terms = Terms(text.signature)
    tests = [case.input or () for case in cases]
    bases = [*(example.arguments for example in text.examples), *small[:SMALL_BASES]]
    bases += [one for one in tests if len(canonical_json(list(one))) <= LARGE_BASE_CHARACTERS]
    attempts = make_attempts(rules, terms, bases)
    wrong = _wrongly_typed(bases[:NEAR_MISS_BASES], text)
    inputs = [*tests, *(attempt.arguments for attempt in attempts), *wrong]
    runs = await validate_inputs(judge, programs.validator, inputs)
    test_runs = runs[: len(tests)]
    attempt_runs = runs[len(tests) : len(tests) + len(attempts)]
    accepted = [one for one, run in zip(tests, test_runs, strict=True) if accepts(run)]
    faults = [
        *_let_through(programs, attempts, attempt_runs),
        *_refused(programs, attempts, attempt_runs),
        *await _cut_off(judge, programs, rules, terms, attempts, attempt_runs, bases, accepted),
        *(
            _fault(programs, "rejects arguments of a wrong type", one, run)
            for one, run in zip(wrong, runs[len(tests) + len(attempts) :], strict=True)
            if not rejects(run)
        ),
    ]
    edges = tuple(
        attempt.arguments
        for attempt, run in zip(attempts, attempt_runs, strict=True)
        if accepts(run) and attempt.kind != "past"
    )
    checks = (
        _inputs_check(cases, test_runs),
        _validator_check(faults, attempts, wrong),
        _bounds_check(rules, terms, tests, small),
        _sizes_check(rules, terms, tests),
    )
    return ValidatorFindings(checks, _distinct(faults), edges)


def _wrongly_typed(bases: Sequence[Arguments], text: ProblemText) -> list[Arguments]:
    """Near misses through the type tree that the signature itself forbids."""
    found: list[Arguments] = []
    for number, base in enumerate(bases):
        rng = random.Random(number)  # noqa: S311 - repeatable, not secret
        found += [
            tuple(miss.arguments)
            for miss in near_misses(
                list(base), text.signature, rng, NEAR_MISSES_EACH, with_long=False
            )
            if not miss.well_typed and len(miss.arguments) == len(base)
        ]
    return found


def _let_through(
    programs: InputPrograms, attempts: Sequence[Attempt], runs: Sequence[Run]
) -> list[Fault]:
    return [
        _fault(programs, f"rejects what the constraints forbid: {it.line}", it.arguments, run)
        for it, run in zip(attempts, runs, strict=True)
        if it.kind == "past" and not rejects(run)
    ]


def _refused(
    programs: InputPrograms, attempts: Sequence[Attempt], runs: Sequence[Run]
) -> list[Fault]:
    """Bounds that the validator never lets anyone reach, while one short of them is fine.

    An input at a bound may be invalid for another reason (an item twice, an odd size), so that one
    refusal says nothing: at two places or more the step onto the bound must be what is refused, and
    nowhere may it be accepted.
    """
    accepted_at: set[str] = set()
    accepted_inside: set[int] = set()
    for attempt, run in zip(attempts, runs, strict=True):
        if accepts(run) and attempt.kind == "at":
            accepted_at.add(attempt.rule)
        elif accepts(run) and attempt.kind == "inside":
            accepted_inside.add(attempt.pair)
    refused: dict[str, list[Fault]] = {}
    for attempt, run in zip(attempts, runs, strict=True):
        is_step = attempt.kind == "at" and attempt.pair in accepted_inside
        if is_step and attempt.rule not in accepted_at:
            rule = f"accepts what the constraints allow: {attempt.line}"
            refused.setdefault(attempt.rule, []).append(
                _fault(programs, rule, attempt.arguments, run)
            )
    return [found[0] for found in refused.values() if len(found) >= 2]


async def _cut_off(
    judge: Judge,
    programs: InputPrograms,
    rules: Rules,
    terms: Terms,
    attempts: Sequence[Attempt],
    runs: Sequence[Run],
    bases: Sequence[Arguments],
    accepted: Sequence[Arguments],
) -> list[Fault]:
    """Bounds far from which the validator stops: nothing at them or next to them is accepted."""
    tried = {it.rule for it in attempts if it.kind != "past"}
    reached = {
        it.rule
        for it, run in zip(attempts, runs, strict=True)
        if it.kind != "past" and accepts(run)
    }
    found: list[Fault] = []
    for bound in rules.bounds:
        known = {number for test in accepted for number in measured(bound.target, test, terms)}
        if bound.words in tried - reached and float(bound.value) not in known:
            cutoff = await find_cutoff(judge, programs.validator, bound, terms, bases)
            if cutoff is not None:
                [run] = await validate_inputs(judge, programs.validator, [cutoff.arguments])
                rule = f"accepts what the constraints allow: {bound.line}"
                found.append(_fault(programs, rule, cutoff.arguments, run))
    return found


def _fault(programs: InputPrograms, rule: str, arguments: Arguments, run: Run) -> Fault:
    return Fault(
        FaultyPart.VALIDATOR,
        f"the validator {rule}",
        complaint(run),
        programs.validator,
        canonical_json(list(arguments)),
    )


def _distinct(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """One fault a rule, that with the shortest input: what an author needs to see."""
    shortest: dict[str, Fault] = {}
    for fault in sorted(faults, key=lambda one: len(one.input or "")):
        shortest.setdefault(fault.rule, fault)
    # The code stands in the prompt once already.
    return tuple(replace(fault, code="") for fault in shortest.values())


def _inputs_check(cases: Sequence[TestCase], runs: Sequence[Run]) -> Check:
    refused: tuple[dict[str, Json], ...] = tuple(
        {"test": case.position + 1, "validator": complaint(run)}
        for case, run in zip(cases, runs, strict=True)
        if not accepts(run)
    )
    return Check(
        name="validInputs",
        outcome=Outcome.FAILED if refused else Outcome.PASSED,
        summary=(
            f"the validator refuses {len(refused)} test inputs"
            if refused
            else "the validator accepts every test input"
        ),
        numbers={"tests": len(cases)},
        evidence=refused[:3],
    )


def _validator_check(
    faults: Sequence[Fault], attempts: Sequence[Attempt], wrong: Sequence[Arguments]
) -> Check:
    distinct = _distinct(faults)
    return Check(
        name="validator",
        outcome=Outcome.FAILED if faults else Outcome.PASSED,
        summary=(
            f"{distinct[0].rule}: it {distinct[0].message}"
            if distinct
            else "the validator keeps to the constraints, up to one step off"
        ),
        numbers={
            "pastBounds": sum(attempt.kind == "past" for attempt in attempts),
            "atBounds": sum(attempt.kind == "at" for attempt in attempts),
            "wronglyTyped": len(wrong),
            "faults": len(distinct),
        },
        evidence=tuple(
            {"rule": fault.rule, "input": fault.shown_input, "validator": fault.message}
            for fault in distinct[:5]
        ),
    )


def _bounds_check(
    rules: Rules, terms: Terms, tests: Sequence[Arguments], small: Sequence[Arguments]
) -> Check:
    """The data against the constraints as they are read here, without the validator."""
    broken: list[dict[str, Json]] = []
    for bound in rules.bounds:
        for place, arguments in enumerate([*tests, *small]):
            past = [
                number
                for number in measured(bound.target, arguments, terms)
                if bound.is_broken_by(number)
            ]
            if past:
                where = f"test {place + 1}" if place < len(tests) else "a small input"
                broken.append({"constraint": bound.line, "where": where, "found": past[0]})
                break
    broken.extend(
        {"constraint": one.line, "where": "the signature", "found": one.message}
        for one in rules.contradictions
    )
    return Check(
        name="constraints",
        outcome=Outcome.FAILED if broken else Outcome.PASSED if rules.bounds else Outcome.SKIPPED,
        summary=(
            f"{broken[0]['where']} does not keep to {broken[0]['constraint']!r}"
            if broken
            else "the inputs keep to the constraints, read independently of the validator"
            if rules.bounds
            else "no constraint states a bound that could be read"
        ),
        numbers={
            "bounds": len(rules.bounds),
            "characterRules": len(rules.characters),
            "orderRules": len(rules.orders),
            "unread": len(rules.unread),
        },
        evidence=tuple(broken[:5]) or tuple({"unread": line} for line in rules.unread[:5]),
    )


def _sizes_check(rules: Rules, terms: Terms, tests: Sequence[Arguments]) -> Check:
    """How near the tests come to the upper bounds: sizes must, values are recorded."""
    reached: list[dict[str, Json]] = []
    shares: list[float] = []
    full = 0
    for bound in rules.bounds:
        if bound.side != "high" or bound.value <= 0:
            continue
        found = [number for test in tests for number in measured(bound.target, test, terms)]
        if not found:
            continue
        share = float(max(found)) / float(bound.value)
        full += share >= 1
        is_size = bound.target.measure == "size" and len(bound.target.path) == 1
        if is_size:
            shares.append(share)
        reached.append(
            {"bound": bound.words, "largest": max(found), "isSize": is_size, "share": share}
        )
    least = min(shares, default=1.0)
    short = next((one for one in reached if one["isSize"] and one["share"] == least), None)
    return Check(
        name="sizes",
        outcome=Outcome.FAILED
        if least < LEAST_SHARE
        else Outcome.PASSED
        if shares
        else Outcome.SKIPPED,
        summary=(
            f"no test comes near {short['bound']}: the largest has {short['largest']}"
            if short and least < LEAST_SHARE
            else "the tests reach the sizes that the constraints allow"
            if shares
            else "no constraint bounds the size of an argument"
        ),
        numbers={"upperBounds": len(reached), "reached": full, "leastShare": round(least, 4)},
        evidence=tuple(one for one in reached if one["largest"] is not None)[:12],
    )
