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
    """The inputs, and how many came from each source."""

    inputs: tuple[Arguments, ...]
    from_generator: int
    from_types: int
    seeds: int
    """Seeds 0 to this (exclusive) were given to the small generator."""


async def make_small_inputs(
    judge: Judge, text: ProblemText, programs: InputPrograms
) -> SmallInputSet:
    """At least `WANTED` distinct valid inputs where the problem has so many small ones."""
    found: dict[str, Arguments] = {}
    seeds = 0
    for _ in range(ROUNDS):
        made = await small_inputs(
            judge,
            programs.small_generator,
            text.signature,
            range(seeds, seeds + SEEDS_A_ROUND),
        )
        seeds += SEEDS_A_ROUND
        found |= await _valid(judge, programs.validator, made.inputs)
        if len(found) >= WANTED:
            break
    from_generator = len(found)
    found |= await _valid(judge, programs.validator, _from_types(text))
    return SmallInputSet(tuple(found.values()), from_generator, len(found) - from_generator, seeds)


def _from_types(text: ProblemText) -> tuple[Arguments, ...]:
    rng = random.Random(0)  # noqa: S311 - repeatable, not secret
    signature = text.signature
    inputs: dict[str, Arguments] = {}
    for number in range(FROM_TYPES):
        arguments = random_arguments(signature, rng, number % (LARGEST_SIZE + 1))
        inputs.setdefault(canonical_json(arguments), tuple(arguments))
    return tuple(inputs.values())


async def _valid(
    judge: Judge, validator: str, inputs: tuple[Arguments, ...]
) -> dict[str, Arguments]:
    runs = await validate_inputs(judge, validator, inputs)
    return {
        canonical_json(list(arguments)): arguments
        for arguments, run in zip(inputs, runs, strict=True)
        if accepts(run)
    }
