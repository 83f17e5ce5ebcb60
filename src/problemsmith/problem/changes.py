"""The changes that near misses are made of: for one place, by what stands there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from problemsmith.problem.comparison import Number, is_number
from problemsmith.problem.places import Path, Place
from problemsmith.problem.types import MapType, ObjectType, TupleType
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import short_json

HUGE_LENGTH = 100_001
"""One more than the length that problems allow most often."""

_HUGE_INTS = (10**9 + 1, -(10**9) - 1, 2**31, 10**18 + 1)
_FOREIGN_CHARACTERS = (" ", "A", "z", "0", "-", "\n", "é")


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the value at a place (with no path: to the list of arguments itself).

    Of each `kind` some are tried before a second of another.
    """

    kind: str
    path: Path
    what: str
    make: Callable[[], Json]


class Seen:
    """The smallest and largest numbers seen at places of one kind, and the lengths of arguments."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._bounds: dict[Path, tuple[Number, Number]] = {}
        self.lengths: list[int] = []
        for spot in places:
            if isinstance(spot.value, list | str) and len(spot.path) == 1:
                self.lengths.append(len(spot.value))
            if isinstance(spot.value, list):
                self._add((*_kind_of(spot.path), "*"), spot.value)
            else:
                self._add(_kind_of(spot.path), [spot.value])

    def bounds(self, spot: Place) -> tuple[Number, Number] | None:
        """The smallest and largest number at places like this one."""
        return self._bounds.get(_kind_of(spot.path))

    def _add(self, kind: Path, values: list[Json]) -> None:
        numbers = [value for value in values if is_number(value)]
        if numbers:
            low, high = self._bounds.get(kind, (numbers[0], numbers[0]))
            self._bounds[kind] = (min(low, *numbers), max(high, *numbers))


def changes_at(spot: Place, seen: Seen, rng: Random) -> Iterator[Change]:
    """The changes worth trying at a place."""
    value = spot.value
    yield from _type_changes(spot)
    if isinstance(value, bool):
        yield _to("flip", spot, not value)
    elif isinstance(value, int | float):
        yield from _number_changes(spot, value, seen, rng)
    elif isinstance(value, str):
        yield from _text_changes(spot, value, rng)
    elif isinstance(value, list) and not isinstance(spot.type, TupleType):
        yield from _array_changes(spot, value, rng)
    elif isinstance(value, dict) and isinstance(spot.type, MapType):
        yield from _map_changes(spot, value)


def _type_changes(spot: Place) -> Iterator[Change]:
    value = spot.value
    others: list[Json] = [None, "1", [], {}]
    if isinstance(value, dict) and isinstance(spot.type, ObjectType):
        for name in value:
            yield Change("type", spot.path, f"without {name}", partial(_without_key, value, name))
        others = [None, list(value.values()), {**value, "unexpected": 0}]
    elif isinstance(value, bool):
        others = [None, int(value), str(value).lower()]
    elif isinstance(value, int | float):
        others = [None, True, [value], str(value), value + 0.5]
    elif isinstance(value, list) and isinstance(spot.type, TupleType):
        others = [None, value[:-1], [*value, 0]]
    elif isinstance(value, str):
        others = [None, 0, [value]]
    elif isinstance(value, list):
        others = [None, {}, "", 0, [*value, None], [*value, "x"], [value]]
    for other in others:
        yield _to("type", spot, other)


def _number_changes(spot: Place, value: Number, seen: Seen, rng: Random) -> Iterator[Change]:
    bounds = seen.bounds(spot)
    if bounds is not None:
        yield _to("bound", spot, bounds[1] + 1, "one more than the largest: ")
        yield _to("bound", spot, bounds[0] - 1, "one less than the smallest: ")
    yield _to("step", spot, value + 1)
    yield _to("step", spot, value - 1)
    yield _to("zero", spot, 0)
    yield _to("negative", spot, -value if value > 0 else -1)
    yield _to("huge", spot, rng.choice(_HUGE_INTS))
    if len(spot.path) == 1:
        for length in dict.fromkeys(seen.lengths):
            yield _to("length", spot, length + 1, f"past a length of {length}: ")


def _text_changes(spot: Place, value: str, rng: Random) -> Iterator[Change]:
    yield _to("empty", spot, "")
    if value:
        index = rng.randrange(len(value))
        before, after = value[:index], value[index + 1 :]
        yield _to("removed", spot, before + after, f"without its character {index}: ")
        yield _to("repeated", spot, before + value[index] * 2 + after)
        yield _to("character", spot, before + rng.choice(_FOREIGN_CHARACTERS) + after)
    yield Change(
        "long",
        spot.path,
        f"a text of {HUGE_LENGTH} characters",
        lambda: (value or "a") * (HUGE_LENGTH // max(1, len(value)) + 1),
    )


def _array_changes(spot: Place, value: list[Json], rng: Random) -> Iterator[Change]:
    yield _to("empty", spot, [])
    if not value:
        return
    count = len(value)
    one, other = rng.randrange(count), rng.randrange(count)
    for index in dict.fromkeys((0, count - 1, one)):
        yield Change(
            "removed",
            spot.path,
            f"without its item {index}",
            partial(_with_slice, value, index, index + 1, []),
        )
    yield Change(
        "repeated",
        spot.path,
        f"its item {one} twice",
        partial(_with_slice, value, one, one, [value[one]]),
    )
    if one != other:
        yield Change(
            "repeated",
            spot.path,
            f"its item {one} also in place {other}",
            partial(_with_slice, value, other, other + 1, [value[one]]),
        )
        low, high = sorted((one, other))
        yield Change(
            "unsorted",
            spot.path,
            f"its items {low} and {high} swapped",
            lambda: [
                *value[:low],
                value[high],
                *value[low + 1 : high],
                value[low],
                *value[high + 1 :],
            ],
        )
        yield Change("unsorted", spot.path, "reversed", lambda: value[::-1])
    yield Change("equal", spot.path, "all items equal", lambda: [value[one]] * count)
    if not isinstance(value[one], list | dict):
        yield Change(
            "long",
            spot.path,
            f"its items repeated to more than {HUGE_LENGTH - 1}",
            lambda: value * (HUGE_LENGTH // count + 1),
        )


def _map_changes(spot: Place, value: dict[str, Json]) -> Iterator[Change]:
    yield _to("empty", spot, {})
    for name in list(value)[:3]:
        what = f"without the key {short_json(name)}"
        yield Change("removed", spot.path, what, partial(_without_key, value, name))
    yield Change("type", spot.path, "a key of another type", lambda: {**value, "\ud800": 0})


def _to(kind: str, spot: Place, value: Json, why: str = "") -> Change:
    words = f"{why}{short_json(value)} for {short_json(spot.value)}"
    return Change(kind, spot.path, words, lambda: value)


def _without_key(value: dict[str, Json], name: str) -> Json:
    return {key: part for key, part in value.items() if key != name}


def _with_slice(value: list[Json], start: int, end: int, items: list[Json]) -> Json:
    return [*value[:start], *items, *value[end:]]


def _kind_of(path: Path) -> Path:
    """The path with places inside arrays taken together."""
    return (*path[:1], *("*" if isinstance(key, int) else key for key in path[1:]))
