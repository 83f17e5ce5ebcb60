"""What the machine mends by itself, without a model: tests are added, limits and tolerance set."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import NAMESPACE_OID, uuid5

from problemsmith.generation.programs import Arguments, accepts, validate_inputs
from problemsmith.generation.verification import statement_words
from problemsmith.generation.verification.attack import Attack
from problemsmith.generation.verification.bounds.growing import grown
from problemsmith.generation.verification.bounds.measuring import (
    measured,
    replaced,
    spots,
)
from problemsmith.generation.verification.bounds.reading import read_constraints
from problemsmith.generation.verification.bounds.rules import Bound
from problemsmith.generation.verification.bounds.terms import Terms
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.validator import LEAST_SHARE
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.checker import FloatChecker
from problemsmith.problem.problem import Limits, TestCase, TestOrigin
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import short_json

MOST_TESTS = 40
"""Tests that a problem may come to have; the hunt adds no more."""
MOST_CHARACTERS = 1_000_000
_CODE = """\
import json


def generate(seed):
    # Found by verification, and the same for every seed.
    return json.loads({text!r})
"""


def with_killers(candidate: Candidate, result: Attack) -> Candidate:
    """The candidate with a test for each input that catches what the tests let through."""
    room = max(0, MOST_TESTS - len(candidate.cases))
    for killer in result.killers[:room]:
        caught = [result.attackers[number].description for number in killer.attackers]
        more = f" (and {len(caught) - 1} more)" if len(caught) > 1 else ""
        candidate = _with_test(
            candidate,
            killer.arguments,
            killer.expected,
            f"Found by search; fails a wrong program: {caught[0]}{more}",
            TestOrigin.HUNT,
        )
    return candidate


async def with_full_sizes(judge: Judge, candidate: Candidate) -> Candidate:
    """The candidate with a test for each size that no test comes near, where one can be made.

    An array is grown out of its own items, or out of others like them where they must differ; the
    validator says whether the result is an input.
    """
    rules = read_constraints(candidate.text.constraints, candidate.text.signature)
    terms = Terms(candidate.text.signature)
    for bound in rules.bounds:
        target = bound.target
        if bound.side != "high" or target.measure != "size" or len(target.path) != 1:
            continue
        tests = [case.input or () for case in candidate.cases]
        reached = [number for test in tests for number in measured(target, test, terms)]
        if not reached or bound.value <= 0 or max(reached) / float(bound.value) >= LEAST_SHARE:
            continue
        made = await _grown(judge, candidate, bound, terms, tests)
        if made is None:
            continue
        arguments, expected = made
        candidate = _with_test(
            candidate,
            arguments,
            expected,
            f"As large as the constraints allow: {bound.words}",
            TestOrigin.SIZE,
        )
    return candidate


def with_stated_tolerance(candidate: Candidate) -> Candidate:
    """The candidate with the float tolerance that its statement states."""
    text = candidate.text
    stated = statement_words.stated_tolerance(text)
    if not isinstance(text.checker, FloatChecker) or stated is None:
        return candidate
    checker = FloatChecker(absolute=stated, relative=stated)
    return replace(candidate, text=text.model_copy(update={"checker": checker}))


async def _grown(
    judge: Judge,
    candidate: Candidate,
    bound: Bound,
    terms: Terms,
    tests: Sequence[Arguments],
) -> tuple[Arguments, Json] | None:
    """A valid input of the full size with the reference's answer, from the largest test first."""
    ordered = sorted(tests, key=lambda test: -len(canonical_json(list(test))))
    made: list[Arguments] = []
    type_ = terms.type_at(bound.target.path)
    for test in ordered[:5]:
        for spot in spots(bound.target, test):
            size = int(bound.value)
            made += [
                tuple(replaced(test, spot.path, partial(_constant, value)))
                for value in grown(spot.value, size, type_)
                if len(canonical_json(value)) <= MOST_CHARACTERS
            ]
    runs = await validate_inputs(judge, candidate.programs.validator, made)
    for arguments, run in zip(made, runs, strict=True):
        if not accepts(run):
            continue
        [answer] = await judge.run(
            Program(code=candidate.solutions.reference, signature=candidate.text.signature),
            [arguments],
            limits=Limits(time_seconds=10.0, memory_mb=candidate.limits.memory_mb),
            mode=RunMode.ISOLATED,
        )
        if answer.verdict is Verdict.ACCEPTED:
            return arguments, answer.value
    return None


def _constant(value: Json, _: Json) -> Json:
    return value


def _with_test(
    candidate: Candidate,
    arguments: Arguments,
    expected: Json,
    description: str,
    origin: TestOrigin,
) -> Candidate:
    text = canonical_json(list(arguments))
    position = max((case.position for case in candidate.cases), default=-1) + 1
    # Named after its place and input, so that a step that is done again writes the same row.
    beside = str(candidate.cases[0].id) if candidate.cases else ""
    case = TestCase(
        id=uuid5(NAMESPACE_OID, f"{beside} {origin} {text}"),
        position=position,
        description=short_json(description, 400).strip('"'),
        is_edge_case=origin is TestOrigin.HUNT,
        input_code=_CODE.format(text=text),
        input=arguments,
        expected=expected,
        has_expected=True,
        origin=origin,
    )
    return replace(candidate, cases=(*candidate.cases, case))
