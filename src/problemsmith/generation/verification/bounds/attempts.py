"""Inputs at the bounds and one past them, made from valid inputs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.bounds.growing import resized
from problemsmith.generation.verification.bounds.measuring import (
    Spot,
    measured,
    replaced,
    spots,
)
from problemsmith.generation.verification.bounds.rules import (
    Bound,
    CharacterRule,
    OrderRule,
    Rules,
    Target,
)
from problemsmith.generation.verification.bounds.terms import Terms
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

BASES = 6
"""Valid inputs that are changed for one rule."""
PLACES = 2
"""Places changed in one of them: the first and the last."""
MAX_CHARACTERS = 1_500_000
"""Inputs with more JSON than this are not made."""
_FLOAT_STEP = Fraction(1, 100)


AttemptKind = Literal["past", "at", "inside"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An input that has one thing changed.

    `past` lies one past the bound, `at` on it, and `inside` one short of it; the last two share a
    `pair` number when they come from the same place of the same input.
    """

    kind: AttemptKind
    rule: str
    line: str
    arguments: Arguments
    pair: int = 0


def make_attempts(rules: Rules, terms: Terms, bases: Sequence[Arguments]) -> tuple[Attempt, ...]:
    """Attempts for every rule, from the shortest bases that have something to change."""
    ordered = sorted(bases, key=lambda one: len(canonical_json(list(one))))
    found: list[Attempt] = []
    for bound in rules.bounds:
        found += _for_bound(bound, terms, ordered, first_pair=len(found))
    for rule in rules.characters:
        found += _for_characters(rule, ordered)
    for rule in rules.orders:
        found += _for_order(rule, ordered)
    return tuple(found)


def _for_bound(
    bound: Bound, terms: Terms, bases: Sequence[Arguments], first_pair: int
) -> Iterator[Attempt]:
    pair = first_pair
    for base, spot in _places(bound.target, bases):
        step = Fraction(1) if terms.is_int(bound.target) else _FLOAT_STEP
        outward = step if bound.side == "high" else -step
        past = bound.value if bound.is_open else bound.value + outward
        pair += 1
        numbers: dict[AttemptKind, Fraction] = {"past": past}
        if not bound.is_open:
            numbers |= {"at": bound.value, "inside": bound.value - outward}
        for kind, number in numbers.items():
            arguments = with_number(bound.target, terms, base, spot, number)
            if arguments is not None:
                yield Attempt(kind, bound.words, bound.line, arguments, pair)


def with_number(
    target: Target, terms: Terms, base: Arguments, spot: Spot, number: Fraction
) -> Arguments | None:
    """The base with that number as the value or the size at a place; None where it can't be."""
    if target.measure == "value":
        value: Json = number.numerator if number.denominator == 1 else float(number)
        return tuple(replaced(base, spot.path, partial(_constant, value)))
    size = int(number)
    if size < 0 or _grown_characters(spot.value, size) > MAX_CHARACTERS:
        return None
    other = resized(spot.value, size, terms.type_at(target.path))
    if other is None:
        return None
    made = tuple(replaced(base, spot.path, partial(_constant, other)))
    own = Target(spot.path, "size", target.name)
    return made if measured(own, made, terms) == [size] else None


def _constant(value: Json, _: Json) -> Json:
    return value


def _grown_characters(value: Json, size: int) -> int:
    count = len(value) if isinstance(value, list | str | dict) else 0
    return len(canonical_json(value)) * size // max(1, count)


def _for_characters(rule: CharacterRule, bases: Sequence[Arguments]) -> Iterator[Attempt]:
    foreign = next(one for one in "Aa0 ~" if one not in rule.allowed)
    words = f"{rule.target.name} holds other characters"
    for base, spot in _places(rule.target, bases):
        if isinstance(spot.value, str) and spot.value:
            changed = spot.value[:-1] + foreign
            arguments = tuple(replaced(base, spot.path, partial(_constant, changed)))
            yield Attempt("past", words, rule.line, arguments)


def _for_order(rule: OrderRule, bases: Sequence[Arguments]) -> Iterator[Attempt]:
    for base, spot in _places(rule.target, bases):
        items = spot.value
        if not isinstance(items, list) or len(items) < 2:
            continue
        first, last = items[0], items[-1]
        if rule.kind == "distinct":
            other = [*items[:-1], first]
            words = f"{rule.target.name} holds an item twice"
        elif canonical_json(first) == canonical_json(last):
            continue
        else:
            other = [last, *items[1:-1], first]
            words = f"{rule.target.name} is not {rule.kind}"
        yield Attempt(
            "past", words, rule.line, tuple(replaced(base, spot.path, partial(_constant, other)))
        )


def _places(target: Target, bases: Sequence[Arguments]) -> Iterator[tuple[Arguments, Spot]]:
    """A few places of the target, in the shortest bases that have any; the shortest values are
    poor ones for order and distinctness, so that bases are taken from all over."""
    having: list[tuple[Arguments, list[Spot]]] = []
    for base in bases:
        found = list(spots(target, base))
        if found:
            having.append((base, found))
    step = max(1, len(having) // BASES)
    for base, found in having[::step][:BASES]:
        for spot in dict.fromkeys([0, len(found) - 1][:PLACES]):
            yield base, found[spot]
