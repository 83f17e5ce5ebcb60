"""Where the hunt looks for inputs, the likeliest places first.

Every stage is made only when a program is still alive, from fixed seeds, and holds valid inputs
alone: the validator has the last word.
"""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from problemsmith.generation.generators import inputs_of_other_seeds, small_inputs
from problemsmith.generation.programs import Arguments, accepts, validate_inputs
from problemsmith.judge.judge import Judge
from problemsmith.problem.near_misses import near_misses
from problemsmith.problem.problem import InputPrograms, ProblemText, TestCase
from problemsmith.problem.random_values import random_arguments
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

NEAR_MISSES_EACH = 30
NEAR_MISS_BASES = 16
MORE_SEEDS = range(100_000, 101_500)
"""Seeds of the small generator that no other check uses."""
LAST_SEEDS = range(200_000, 203_000)
MORE_FROM_TYPES = 400
MAGNIFIED = 1_000
MAGNITUDES = (4, 6, 9, 17)
"""Greatest powers of ten by which numbers grow; limits lie near these."""
MAGNIFIED_SHARE = 0.7
"""Of an input's whole numbers; counts and places that must stay small are among the others."""
LARGEST_SIZE = 12
OTHER_SEEDS = range(1_001, 1_004)
"""Seeds for the tests' own generators; the tests have another."""
LARGEST_CHARACTERS = 4_000
"""Inputs with more characters of JSON are not searched: many small ones find more."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What stages are made from."""

    judge: Judge
    text: ProblemText
    programs: InputPrograms
    cases: Sequence[TestCase]
    small: Sequence[Arguments]
    edges: Sequence[Arguments]
    """Valid inputs at the statement's bounds."""
    seen: set[str] = field(default_factory=set[str])

    async def stages(self) -> AsyncIterator[Sequence[Arguments]]:
        """The stages, each without what an earlier one held."""
        for case in self.cases:
            self.seen.add(canonical_json(list(case.input or ())))
        yield self._new(self.small)
        wider = [*await self._wider(), *self._magnified()]
        yield self._new([*self.edges, *await self._valid(wider)])
        # For the few that are still alive, and for what shows on one input in a thousand.
        yield self._new(await self._valid(await self._drawn(LAST_SEEDS)))

    async def _wider(self) -> list[Arguments]:
        """Near misses, more random inputs, and what the tests' generators give for other seeds."""
        sources = [case.input_code for case in self.cases if case.input_code]
        signature = self.text.signature
        drawn = await self._drawn(MORE_SEEDS)
        others = await inputs_of_other_seeds(self.judge, sources, signature, OTHER_SEEDS)
        rng = random.Random(1)  # noqa: S311 - repeatable, not secret
        typed = [
            tuple(random_arguments(signature, rng, number % (LARGEST_SIZE + 1)))
            for number in range(MORE_FROM_TYPES)
        ]
        found = [*self._near_misses(), *drawn, *typed, *others]
        return [one for one in found if len(canonical_json(list(one))) <= LARGEST_CHARACTERS]

    async def _drawn(self, seeds: range) -> list[Arguments]:
        programs, signature = self.programs, self.text.signature
        drawn = await small_inputs(self.judge, programs.small_generator, signature, seeds)
        return list(drawn.inputs)

    def _magnified(self) -> list[Arguments]:
        """Small inputs with great numbers, where rounding and overflow show."""
        rng = random.Random(2)  # noqa: S311 - repeatable, not secret
        bases = [*self.small, *(case.input or () for case in self.cases)]
        return [
            tuple(_magnified(part, magnitude, rng) for part in base)
            for base in rng.choices(bases, k=MAGNIFIED // len(MAGNITUDES) if bases else 0)
            for magnitude in MAGNITUDES
            if len(canonical_json(list(base))) <= LARGEST_CHARACTERS
        ]

    def _near_misses(self) -> list[Arguments]:
        """Small changes to the tests and to some small inputs: each is nearly at an edge."""
        sizes = {
            len(canonical_json(list(case.input))): case.input
            for case in self.cases
            if case.input is not None
        }
        bases = [sizes[size] for size in sorted(sizes) if size <= LARGEST_CHARACTERS]
        del bases[NEAR_MISS_BASES:]
        bases += self.small[: NEAR_MISS_BASES // 2]
        made: dict[str, Arguments] = {}
        for number, base in enumerate(bases):
            rng = random.Random(number)  # noqa: S311 - repeatable, not secret
            for miss in near_misses(
                list(base), self.text.signature, rng, NEAR_MISSES_EACH, with_long=False
            ):
                text = canonical_json(miss.arguments) if miss.well_typed else ""
                if text and len(text) <= LARGEST_CHARACTERS:
                    made.setdefault(text, tuple(miss.arguments))
        return list(made.values())

    async def _valid(self, inputs: Sequence[Arguments]) -> list[Arguments]:
        runs = await validate_inputs(self.judge, self.programs.validator, inputs)
        return [one for one, run in zip(inputs, runs, strict=True) if accepts(run)]

    def _new(self, inputs: Sequence[Arguments]) -> list[Arguments]:
        fresh: list[Arguments] = []
        for arguments in inputs:
            text = canonical_json(list(arguments))
            if text not in self.seen:
                self.seen.add(text)
                fresh.append(arguments)
        return fresh


def _magnified(value: Json, magnitude: int, rng: random.Random) -> Json:
    """The value with some of its whole numbers up to 10 to that power as great, and a bit."""
    if isinstance(value, list):
        return [_magnified(item, magnitude, rng) for item in value]
    if isinstance(value, dict):
        return {key: _magnified(item, magnitude, rng) for key, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < MAGNIFIED_SHARE:
        return value * 10 ** rng.randint(0, magnitude) + rng.randint(-1, 1)
    return value
