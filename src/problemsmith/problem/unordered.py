"""Two JSON values compared with the order of arrays left free, without recursion.

Every part of both values gets a number, the same for equal parts, from the innermost outwards.
Then arrays are equal in any order when they hold the same numbers equally often. The table's keys
are texts, whose hashes Python seeds at random: nobody can send integers that all collide.
"""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

from problemsmith.problem.comparison import first_difference
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import counted, place, short_json

_SORTABLE: tuple[set[type], ...] = ({int}, {str})
_MAX_DESCENT = 4  # records that an explanation looks into; each costs a walk over what it holds


def first_difference_in_any_order(expected: Json, actual: Json, *, nested: bool) -> str | None:
    """The first difference in words, or None: the outermost arrays in any order, or, `nested`,
    arrays at every depth."""
    if _are_plainly_the_same(expected, actual, nested=nested):
        return None
    numbering = _Numbering(nested=nested)
    if nested:
        if numbering.number(expected) == numbering.number(actual):
            return None
        return _nested_difference(expected, actual, numbering)
    if isinstance(expected, list) and isinstance(actual, list):
        return _items_difference("$", expected, actual, numbering)
    return first_difference(expected, actual)


def _are_plainly_the_same(expected: Json, actual: Json, *, nested: bool) -> bool:
    """A quick yes for arrays of only ints or only texts, or of arrays of these."""
    wanted = _sorted_if_plain(expected, nested=nested)
    return wanted is not None and wanted == _sorted_if_plain(actual, nested=nested)


def _sorted_if_plain(value: Json, *, nested: bool) -> list[Any] | None:
    if not isinstance(value, list):
        return None
    items = cast("list[Any]", value)  # of kinds that sort among themselves, as seen below
    kinds = set(map(type, items))
    if kinds == {list}:
        kinds = set(map(type, chain.from_iterable(items)))
        if nested and kinds in _SORTABLE:
            items = [sorted(row) for row in items]
    return sorted(items) if kinds in _SORTABLE else None


def _nested_difference(expected: Json, actual: Json, numbering: "_Numbering") -> str:
    path: list[str | int] = []
    while isinstance(expected, dict) and isinstance(actual, dict) and len(path) < _MAX_DESCENT:
        if expected.keys() != actual.keys():
            break
        key = next(
            key
            for key, right in expected.items()
            if numbering.number(right) != numbering.number(actual[key])
        )
        path.append(key)
        expected, actual = expected[key], actual[key]
    root = place("$", path)
    if isinstance(expected, list) and isinstance(actual, list):
        words = _items_difference(root, expected, actual, numbering)
        if words is not None:
            return words
    return f"{root}: expected {short_json(expected)}, found {short_json(actual)}, in any order"


def _items_difference(
    root: str, expected: list[Json], actual: list[Json], numbering: "_Numbering"
) -> str | None:
    wanted = [numbering.number(item) for item in expected]
    given = [numbering.number(item) for item in actual]
    missing, surplus = Counter(wanted), Counter(given)
    missing.subtract(given)
    surplus.subtract(wanted)
    words: list[str] = []
    for index, number in enumerate(wanted):
        if missing[number] > 0:
            words.append(f"the expected item {short_json(expected[index])} is missing")
            break
    for index, number in enumerate(given):
        if surplus[number] > 0:
            words.append(f"the item [{index}], {short_json(actual[index])}, is not expected")
            break
    if not words:
        return None
    if len(expected) != len(actual):
        words.append(f"expected {counted(len(expected), 'item')}, found {len(actual)}")
    return f"{root}: in any order, " + "; ".join(words)


class _Numbering:
    """Gives equal parts equal numbers."""

    def __init__(self, *, nested: bool) -> None:
        self._nested = nested
        self._numbers: dict[str, int] = {}
        self._unequal = 0

    def number(self, value: Json) -> int:
        """The number of a value."""
        outermost: list[int] = []
        frames: list[tuple[Json, Iterator[Json], list[int]]] = [(None, iter([value]), outermost)]
        while frames:
            container, rest, numbers = frames[-1]
            for item in rest:
                if isinstance(item, list | dict):
                    frames.append((item, _parts(item), []))
                    break
                numbers.append(self._of_key(self._scalar_key(item)))
            else:
                frames.pop()
                if frames:
                    frames[-1][2].append(self._of_key(self._container_key(container, numbers)))
        return outermost[0]

    def _of_key(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _scalar_key(self, value: Json) -> str:
        if isinstance(value, str):
            return "s" + value
        if isinstance(value, bool) or value is None:
            return f"c{value}"
        if isinstance(value, float) and not math.isfinite(value):
            self._unequal += 1
            return f"u{self._unequal}"
        if isinstance(value, float) and not value.is_integer():
            return "f" + value.hex()
        return f"i{int(value):x}" if isinstance(value, int | float) else ""

    def _container_key(self, container: Json, numbers: list[int]) -> str:
        if isinstance(container, dict):
            numbers = [*(self._of_key("s" + key) for key in sorted(container)), *numbers]
            return "d" + ",".join(map(str, numbers))
        return "l" + ",".join(map(str, sorted(numbers) if self._nested else numbers))


def _parts(container: list[Json] | dict[str, Json]) -> Iterator[Json]:
    if isinstance(container, dict):
        return (container[key] for key in sorted(container))
    return iter(container)
