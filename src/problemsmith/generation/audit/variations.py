"""Inputs like those that were seen: small edits of them, and new values in their place."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, cast

from problemsmith.generation.audit.box.packing import pack
from problemsmith.generation.audit.domain import Domain
from problemsmith.generation.audit.observed import Place, observed
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

WANTED = 300
TRIES = 6_000
LARGEST_BOUND = 1_000
"""A documented bound above this is not tried: an honest reference may be slow there."""
SYSTEMATIC = 120
"""Whole numbers tried one after another where a parameter is a number."""


class Variations:
    """Makes plausible inputs from those that were seen."""

    def __init__(self, seeds: Sequence[list[Any]], domain: Domain, seed: int = 0) -> None:
        self._seeds = seeds
        self._domain = domain
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._pool: dict[Place, list[Any]] = {}
        for one in seeds:
            for place, value in observed(one):
                self._pool.setdefault(place, []).append(value)

    def make(self, wanted: int = WANTED) -> list[Json]:
        """Distinct plausible inputs, packed; none of them a seed."""
        known = {canonical_json(pack(one)) for one in self._seeds}
        found: list[Json] = []
        for arguments in self._candidates():
            if len(found) >= wanted:
                break
            packed = pack(arguments)
            text = canonical_json(packed)
            if text not in known and self._domain.holds(arguments):
                known.add(text)
                found.append(packed)
        return found

    def _candidates(self) -> Iterator[list[Any]]:
        yield from self._systematic()
        for _ in range(TRIES):
            arguments = list(self._random.choice(self._seeds))
            if len(arguments) > 1 and self._random.random() < 0.3:
                at = self._random.randrange(len(arguments))
                arguments[at] = self._random.choice(self._pool[(at,)])
            for _ in range(self._random.choice((1, 1, 2, 3))):
                at = self._random.randrange(len(arguments)) if arguments else 0
                if arguments:
                    arguments[at] = self._edited((at,), arguments[at])
            yield arguments

    def _systematic(self) -> Iterator[list[Any]]:
        for seed in self._seeds[:3]:
            for at, argument in enumerate(seed):
                if isinstance(argument, bool):
                    yield [*seed[:at], not argument, *seed[at + 1 :]]
                elif isinstance(argument, int):
                    low, high = self._domain.range_at((at,))
                    start = max(int(low), argument - SYSTEMATIC // 2)
                    for value in range(start, min(int(high), start + SYSTEMATIC) + 1):
                        yield [*seed[:at], value, *seed[at + 1 :]]

    def _edited(self, place: Place, value: Any) -> Any:
        if self._random.random() < 0.1 and self._pool.get(place):
            return self._random.choice(self._pool[place])
        match value:
            case bool():
                changed: Any = not value
            case int() | float():
                changed = self._number(place, value)
            case str():
                changed = self._text(place, value)
            case list():
                changed = self._list(place, cast("list[Any]", value))
            case tuple():
                changed = self._tuple(place, cast("tuple[Any, ...]", value))
            case set() | frozenset():
                items = sorted(cast("set[Any]", value), key=repr)
                changed = type(cast("set[Any]", value))(self._list(place, items))
            case dict():
                changed = self._dict(place, cast("dict[Any, Any]", value))
            case _:
                changed = value
        return changed

    def _tuple(self, place: Place, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if not value:
            return value
        at = self._random.randrange(len(value))
        return (*value[:at], self._edited((*place, at), value[at]), *value[at + 1 :])

    def _number(self, place: Place, value: float) -> float:
        low, high = self._domain.range_at(place)
        if isinstance(value, int):
            near = value + self._random.choice((-2, -1, 1, 2))
            other = self._random.randint(int(low), int(high))
        else:
            near = round(value + self._random.choice((-1.0, -0.5, 0.5, 1.0)), 3)
            other = round(self._random.uniform(low, high), self._random.choice((0, 1, 2)))
        seen = self._random.choice(self._pool.get(place, [value]))
        return self._random.choice((near, other, other, seen))

    def _text(self, place: Place, value: str) -> str:
        if " " in value and self._random.random() < 0.5:
            return " ".join(self._sequence(place, value.split(" "), self._word))
        return "".join(self._sequence(place, list(value), self._character))

    def _word(self, place: Place) -> str:
        words = " ".join(one for one in self._pool[place] if isinstance(one, str)).split()
        return self._random.choice(words or [""])

    def _character(self, place: Place) -> str:
        return self._random.choice(sorted(self._domain.alphabet_at(place)) or [""])

    def _list(self, place: Place, value: list[Any]) -> list[Any]:
        if value and self._random.random() < 0.35:
            at = self._random.randrange(len(value))
            return [*value[:at], self._edited((*place, "[]"), value[at]), *value[at + 1 :]]
        return self._sequence(place, value, self._item)

    def _item(self, place: Place) -> Any:
        inside = (*place, "[]")
        pool = self._pool.get(inside)
        if not pool:
            return None
        value = self._random.choice(pool)
        return value if self._random.random() < 0.4 else self._edited(inside, value)

    def _sequence(self, place: Place, items: list[Any], new: Any) -> list[Any]:
        """One edit of a list, of a text's characters, or of its words."""
        items = list(items)
        at = self._random.randrange(len(items)) if items else 0
        other = self._random.randrange(len(items)) if items else 0
        match self._random.randrange(10):
            case 0 if items:
                del items[at]
            case 1 if items:
                items.insert(other, items[at])
            case 2 if items:
                items[at], items[other] = items[other], items[at]
            case 3:
                items.reverse()
            case 4 if items:
                items[at] = items[other]
            case 5 if items:
                items = items[: at + 1]
            case 6 if items:
                items = items[at:]
            case 7 if items:
                items[at] = new(place)
            case 8:
                self._random.shuffle(items)
            case _:
                items.insert(at, new(place))
        return items

    def _dict(self, place: Place, value: dict[Any, Any]) -> dict[Any, Any]:
        changed = dict(value)
        if not changed:
            return changed
        key = self._random.choice(sorted(changed, key=repr))
        match self._random.randrange(3):
            case 0:
                del changed[key]
            case 1:
                new = self._random.choice(self._pool[(*place, "{key}")])
                changed[new] = self._random.choice(self._pool[(*place, "{value}")])
            case _:
                changed[key] = self._edited((*place, "{value}"), changed[key])
        return changed


def promised(seeds: Sequence[list[Any]], domain: Domain) -> list[Json]:
    """Inputs that no test has and the documentation promises in so many words: empty, zero,
    negative, a single element, None.

    A promise that may mean one of several parameters is no promise.
    """
    found: dict[str, Json] = {}
    for seed in seeds[:4]:
        sized = [at for at, one in enumerate(seed) if isinstance(one, list | str | dict | set)]
        numbers = [at for at, one in enumerate(seed) if type(one) in (int, float)]
        for at, argument in enumerate(seed):
            values: list[Any] = [None] if domain.documentation.allows_none(at) else []
            if sized == [at]:
                values += _promised_sizes(domain, argument)
            if numbers == [at]:
                values += _promised_numbers(domain, at, argument)
            for value in values:
                packed = pack([*seed[:at], value, *seed[at + 1 :]])
                found.setdefault(canonical_json(packed), packed)
    return list(found.values())


def _promised_sizes(domain: Domain, argument: Any) -> Iterator[Any]:
    documentation = domain.documentation
    if documentation.may_be_empty:
        yield type(argument)()
    if isinstance(argument, list) and argument:
        items = cast("list[Any]", argument)
        if documentation.may_be_single:
            yield items[:1]
        if documentation.may_be_negative and all(type(one) in (int, float) for one in items):
            yield [-one for one in items]


def _promised_numbers(domain: Domain, at: int, argument: float) -> Iterator[float]:
    documentation = domain.documentation
    bounds = domain.documented_bounds((at,), of_length=False)
    if documentation.may_be_zero:
        yield type(argument)(0)
    if documentation.may_be_negative:
        yield -argument
    if bounds is not None:
        yield from (type(argument)(one) for one in bounds if abs(one) <= LARGEST_BOUND)
