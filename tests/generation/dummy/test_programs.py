"""Every program of every problem of the catalogue, run in the real sandbox.

One test a problem, with a subtest a claim: what the claims share takes seconds to work out, and
workers that run tests side by side would each work it out anew.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from generation.dummy.evidence import Evidence, gather_evidence
from problemsmith.generation.dummy.catalogue import CatalogueProblem, load_catalogue
from problemsmith.problem.values import check_arguments
from problemsmith.problem.verdict import Verdict

SLOWEST_REFERENCE_MS = 500
LARGEST_INPUT_CHARACTERS = 200_000

LARGEST: dict[str, tuple[Callable[..., Any], Any]] = {
    "clockwork-parade": (len, 40),
    "corridor-lamps": (len, 2000),
    "folded-words": (lambda words: (len(words), max(map(len, words))), (800, 30)),
    "frost-pruning": (lambda root, _: sum(value is not None for value in root), 2000),
    "goat-trail": (lambda heights: (len(heights), len(heights[0])), (100, 100)),
    "house-number-stencils": (lambda first, last, digit: last - first, 10**18 - 1),
    "lost-luggage": (lambda tags, _: (len(tags), max(map(len, tags))), (120, 12)),
    "meter-readings": (len, 1000),
    "mixing-tank": (lambda capacity, pours: len(pours), 1000),
    "pantry-restock": (lambda pantry, recipe, batches, packs: (len(recipe), batches), (200, 10**9)),
    "rumour-threshold": (
        lambda friends, starters, threshold: (len(friends), sum(map(len, friends)) // 2),
        (1000, 8000),
    ),
    "sensor-gaps": (len, 2000),
    "shunting-yard": (lambda head, shortest: (len(head), shortest), (2000, 2000)),
    "steady-cruise": (lambda depths, tolerance: (len(depths), tolerance), (1000, 2 * 10**9)),
    "sticky-shift": (len, 5000),
    "toll-coupons": (
        lambda towns, roads, coupons: (towns, len(roads), coupons),
        (300, 1500, 8),
    ),
    "two-shelves": (lambda widths, top, bottom: (len(widths), top, bottom), (60, 60000, 60000)),
}
"""What measures the size of an input, and what the constraints allow at most."""


def the_sample_inputs_are_the_worked_examples_and_the_reference_gives_their_results(
    evidence: Evidence,
) -> None:
    problem = evidence.problem
    cases = zip(problem.test_cases, evidence.inputs, strict=True)
    samples = [arguments for case, arguments in cases if case.is_sample_case]
    assert samples == [list(example.arguments) for example in problem.text.examples]
    assert all(evidence.examples_agree)


def generators_give_the_same_input_for_the_same_seed_and_no_input_twice(evidence: Evidence) -> None:
    assert evidence.inputs == evidence.inputs_again
    assert evidence.small_inputs == evidence.small_inputs_again
    texts = [json.dumps(arguments) for arguments in evidence.inputs]
    assert len(set(texts)) == len(texts)
    assert max(map(len, texts)) <= LARGEST_INPUT_CHARACTERS


def every_input_is_of_the_signatures_types_and_accepted_by_the_validator(
    evidence: Evidence,
) -> None:
    for arguments in evidence.inputs + evidence.inputs_of_other_seed + evidence.small_inputs:
        check_arguments(arguments, evidence.problem.text.signature)
    assert set(evidence.judgements) == {"valid"}
    assert set(evidence.small_judgements) == {"valid"}


def the_largest_size_that_the_constraints_allow_is_reached(evidence: Evidence) -> None:
    measure, bound = LARGEST[evidence.problem.slug]
    assert bound in [measure(*arguments) for arguments in evidence.inputs]


def the_reference_solves_every_input_quickly_and_leaves_its_arguments_alone(
    evidence: Evidence,
) -> None:
    for run in evidence.reference + evidence.small_reference:
        assert run.verdict is Verdict.ACCEPTED, run.message
        assert not run.arguments_changed
        assert run.time_ms < SLOWEST_REFERENCE_MS


def the_brute_force_agrees_with_the_reference_wherever_it_ends_in_time(evidence: Evidence) -> None:
    for run, agrees in zip(evidence.brute_force, evidence.brute_force_agrees, strict=True):
        assert agrees or run.verdict is Verdict.TIME_LIMIT_EXCEEDED, run.message
        assert not run.arguments_changed
    ended = [run for run in evidence.brute_force if run.verdict is Verdict.ACCEPTED]
    assert len(ended) >= len(evidence.inputs) / 2


def reference_and_brute_force_agree_on_small_inputs_that_differ(evidence: Evidence) -> None:
    assert [run.message for run in evidence.small_brute_force if run.message] == []
    differences = zip(evidence.small_inputs, evidence.small_agrees, strict=True)
    assert [arguments for arguments, agrees in differences if not agrees] == []
    assert len({json.dumps(arguments) for arguments in evidence.small_inputs}) >= 100
    assert len({json.dumps(run.value) for run in evidence.small_reference}) >= 2


def every_wrong_solution_fails_a_test(evidence: Evidence) -> None:
    for wrong, killers in zip(evidence.problem.solutions.wrong, evidence.killed_by, strict=True):
        assert killers, f"no test fails the wrong solution: {wrong.description}"


CLAIMS = (
    the_sample_inputs_are_the_worked_examples_and_the_reference_gives_their_results,
    generators_give_the_same_input_for_the_same_seed_and_no_input_twice,
    every_input_is_of_the_signatures_types_and_accepted_by_the_validator,
    the_largest_size_that_the_constraints_allow_is_reached,
    the_reference_solves_every_input_quickly_and_leaves_its_arguments_alone,
    the_brute_force_agrees_with_the_reference_wherever_it_ends_in_time,
    reference_and_brute_force_agree_on_small_inputs_that_differ,
    every_wrong_solution_fails_a_test,
)


@pytest.mark.parametrize("problem", load_catalogue(), ids=lambda problem: problem.slug)
def test_every_claim_about_a_problem_holds(
    problem: CatalogueProblem, subtests: pytest.Subtests
) -> None:
    evidence = asyncio.run(gather_evidence(problem))
    for claim in CLAIMS:
        with subtests.test(claim.__name__):
            claim(evidence)
