"""Random small inputs: many, distinct, valid, and from two independent sources."""

import random
from dataclasses import dataclass

from problemsmith.generation.generators import small_inputs
from problemsmith.generation.programs import (
    Arguments,
    accepts,
    validate_inputs,
)
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import InputPrograms, ProblemText
from problemsmith.problem.random_values import random_arguments
from problemsmith.problem.values import canonical_json

WANTED = 200
"""Distinct small inputs on which reference and brute force must agree."""
SEEDS_A_ROUND = 300
ROUNDS = 3
FROM_TYPES = 150
"""Further inputs tried from the type tree alone; those the validator refuses are dropped."""
LARGEST_SIZE = 5


@dataclass(frozen=True, slots=True)
class SmallInputSet:
    """The inputs, those of the generator first, and how many came from each source."""

    inputs: tuple[Arguments, ...]
    from_generator: int
    from_types: int
    seeds: int
    """Seeds 0 to this (exclusive) were given to the small generator."""


async def make_small_inputs(
    judge: Judge, text: ProblemText, programs: InputPrograms
) -> SmallInputSet:
    """At least `WANTED` distinct valid inputs where the problem has so many small ones."""
    from_generator: dict[str, Arguments] = {}
    from_types = _from_types(text)
    typed: dict[str, Arguments] = {}
    seeds = 0
    for _ in range(ROUNDS):
        made = await small_inputs(
            judge,
            programs.small_generator,
            text.signature,
            range(seeds, seeds + SEEDS_A_ROUND),
        )
        seeds += SEEDS_A_ROUND
        tried = (*made.inputs, *(from_types if not typed else ()))
        runs = await validate_inputs(judge, programs.validator, tried)
        valid = [accepts(run) for run in runs]
        for place, arguments in enumerate(tried):
            if valid[place]:
                kept = from_generator if place < len(made.inputs) else typed
                kept[canonical_json(list(arguments))] = arguments
        if len(from_generator) >= WANTED:
            break
    found = from_generator | typed
    return SmallInputSet(
        tuple(found.values()), len(from_generator), len(found) - len(from_generator), seeds
    )


def _from_types(text: ProblemText) -> tuple[Arguments, ...]:
    rng = random.Random(0)  # noqa: S311 - repeatable, not secret
    signature = text.signature
    inputs: dict[str, Arguments] = {}
    for number in range(FROM_TYPES):
        arguments = random_arguments(signature, rng, number % (LARGEST_SIZE + 1))
        inputs.setdefault(canonical_json(arguments), tuple(arguments))
    return tuple(inputs.values())
