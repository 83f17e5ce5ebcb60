"""Finds where a validator stops short of a bound that the constraints promise.

A refusal at the bound says little: the input may be invalid for another reason. A plain cutoff says
enough: counted up from valid inputs of different sizes, all is accepted up to one and the same
number, and all is refused from there on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from problemsmith.generation.programs import Arguments, accepts, rejects, validate_inputs
from problemsmith.generation.verification.bounds.attempts import with_number
from problemsmith.generation.verification.bounds.measuring import Spot, measured, spots
from problemsmith.generation.verification.bounds.rules import Bound
from problemsmith.generation.verification.bounds.terms import Terms
from problemsmith.judge.judge import Judge
from problemsmith.problem.wire import Json

BASES = 6
"""Valid inputs from which a parameter is counted up or down."""
LEAST_BASES = 2
"""So many of them must show the same cutoff."""
PROBES = 16
"""Numbers that one run of the validator tries; each run narrows the range as many times."""
NEIGHBOURS = 3
"""Numbers on both sides of a cutoff that are looked at."""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The bound, and the first input short of it that the validator refuses."""

    bound: Bound
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class _Start:
    base: Arguments
    spot: Spot
    own: int


async def find_cutoff(
    judge: Judge, validator: str, bound: Bound, terms: Terms, bases: Sequence[Arguments]
) -> Cutoff | None:
    """Where the validator stops short of the bound on an argument's value or size, if it does."""
    if len(bound.target.path) != 1 or not terms.is_int(bound.target):
        return None
    found: Counter[int] = Counter()
    examples: dict[int, Arguments] = {}
    for start in _starts(bound, terms, bases):
        search = _Search(judge, validator, bound, terms, start)
        last = await search.last_accepted()
        if (
            last is not None
            and last not in _numbers_in(list(start.base))
            and await search.is_plain(last)
        ):
            found[last] += 1
            first_refused = search.arguments(last + search.outward)
            if first_refused is not None:
                examples.setdefault(last, first_refused)
    if len(found) != 1:
        return None
    [(last, count)] = found.items()
    return Cutoff(bound, examples[last]) if count >= LEAST_BASES and last in examples else None


def _numbers_in(value: Json) -> set[int]:
    """Every whole number and every size there is in a value: `k <= nums.length` is no cutoff of
    the validator's own."""
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return set()
    if isinstance(value, int):
        return {value}
    if isinstance(value, str):
        return {len(value)}
    items = value.values() if isinstance(value, dict) else value
    return {len(value)}.union(*map(_numbers_in, items))


def _starts(bound: Bound, terms: Terms, bases: Sequence[Arguments]) -> list[_Start]:
    """Valid inputs to count from, each with another number there: spread, the smallest first."""
    by_number: dict[int, _Start] = {}
    for base in bases:
        place = replace(bound.target, measure="value")
        numbers = measured(bound.target, base, terms)
        there = list(spots(place, base))
        if len(numbers) == len(there) == 1 and numbers[0] == int(numbers[0]):
            own = int(numbers[0])
            by_number.setdefault(own, _Start(base, there[0], own))
    ordered = [by_number[number] for number in sorted(by_number)]
    return ordered[:: max(1, len(ordered) // BASES)][:BASES]


@dataclass(frozen=True, slots=True)
class _Search:
    judge: Judge
    validator: str
    bound: Bound
    terms: Terms
    start: _Start

    @property
    def outward(self) -> int:
        return 1 if self.bound.side == "high" else -1

    def arguments(self, number: int) -> Arguments | None:
        """The base with that number, where it can be made."""
        it = self.start
        return with_number(self.bound.target, self.terms, it.base, it.spot, Fraction(number))

    async def last_accepted(self) -> int | None:
        """The number next to the first refused one; None where the bound itself is accepted."""
        low, high = self.start.own, int(self.bound.value) - self.outward * self.bound.is_open
        if (high - low) * self.outward <= 0 or not await self._all([high], accepted=False):
            return None
        while (high - low) * self.outward > 1:
            width = abs(high - low)
            steps = sorted({max(1, width * part // PROBES) for part in range(1, PROBES)} - {width})
            numbers = [low + self.outward * step for step in steps]
            made = [self.arguments(number) for number in numbers]
            inputs = [one for one in made if one is not None]
            if len(inputs) < len(made):
                return None
            runs = await validate_inputs(self.judge, self.validator, inputs)
            refused = next((at for at, run in enumerate(runs) if not accepts(run)), len(numbers))
            low = numbers[refused - 1] if refused else low
            high = numbers[refused] if refused < len(numbers) else high
        return low

    async def is_plain(self, last: int) -> bool:
        """Whether all is accepted just short of the cutoff, and all refused past it."""
        steps = [self.outward * step for step in range(1, NEIGHBOURS + 1)]
        far = (int(self.bound.value) - last) // 2
        before = [number for number in (last - step for step in steps) if self._is_between(number)]
        return await self._all([last, *before], accepted=True) and await self._all(
            [*(last + step for step in steps if self._is_short(last + step)), last + far],
            accepted=False,
        )

    def _is_between(self, number: int) -> bool:
        return (number - self.start.own) * self.outward >= 0

    def _is_short(self, number: int) -> bool:
        return (int(self.bound.value) - number) * self.outward >= 0

    async def _all(self, numbers: Sequence[int], *, accepted: bool) -> bool:
        made = [self.arguments(number) for number in numbers]
        inputs = [one for one in made if one is not None]
        if not inputs or len(inputs) < len(made):
            return False
        runs = await validate_inputs(self.judge, self.validator, inputs)
        return all(accepts(run) if accepted else rejects(run) for run in runs)
