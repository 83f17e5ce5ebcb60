"""The smallest input on which two programs still part.

Greedy delta debugging over the type tree: take the first smaller input that still shows the
disagreement, until none does.
"""

from collections.abc import Iterator
from itertools import islice

from problemsmith.generation.programs import Arguments, accepts, validate_inputs
from problemsmith.generation.verification.agreement import Disagreement, compare_solutions
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import InputPrograms, Limits, ProblemText, Solutions
from problemsmith.problem.shrink import shrink_candidates
from problemsmith.problem.values import ValueMismatch, canonical_json, check_arguments

CANDIDATES = 120
"""Smaller inputs tried in one round."""
ROUNDS = 40


async def smallest_disagreement(
    judge: Judge,
    text: ProblemText,
    programs: InputPrograms,
    solutions: Solutions,
    found: tuple[Disagreement, ...],
    limits: Limits,
) -> Disagreement:
    """Start from the shortest of the disagreements and shrink it while it still disagrees."""
    best = min(found, key=lambda one: len(canonical_json(list(one.arguments))))
    seen = {canonical_json(list(best.arguments))}
    for _ in range(ROUNDS):
        candidates = [
            candidate
            for candidate in islice(_smaller(best.arguments, text), CANDIDATES)
            if canonical_json(list(candidate)) not in seen
        ]
        seen |= {canonical_json(list(candidate)) for candidate in candidates}
        runs = await validate_inputs(judge, programs.validator, candidates)
        valid = [one for one, run in zip(candidates, runs, strict=True) if accepts(run)]
        comparison = await compare_solutions(
            judge, text, solutions.reference, solutions.brute_force, valid, limits
        )
        if not comparison.disagreements:
            break
        best = comparison.disagreements[0]
    return best


def _smaller(arguments: Arguments, text: ProblemText) -> Iterator[Arguments]:
    for candidate in shrink_candidates(list(arguments), text.signature):
        try:
            check_arguments(candidate, text.signature)
        except ValueMismatch:
            continue
        yield tuple(candidate)
