"""Two JSON values compared part by part, in order, without recursion."""

import math
from collections.abc import Callable, Iterator
from typing import TypeGuard, cast

from problemsmith.problem.wire import Json
from problemsmith.problem.wording import counted, place, short_json

Number = int | float

_PLAIN_KINDS: tuple[set[type], ...] = ({int}, {str}, {bool}, {float})

_Pair = tuple[str | int, Json, Json]


def is_number(value: Json) -> TypeGuard[Number]:
    """Whether the value is an int or a float; a boolean is neither."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def numbers_equal(expected: Number, actual: Number) -> bool:
    """Equal in value and finite: 1 equals 1.0, NaN and infinities equal nothing."""
    return expected == actual and (isinstance(expected, int) or math.isfinite(expected))


def first_difference(
    expected: Json,
    actual: Json,
    *,
    numbers_match: Callable[[Number, Number], bool] = numbers_equal,
) -> str | None:
    """The first difference in words, with its place, or None when the values are equal.

    Numbers are compared by `numbers_match`; true and 1 differ; objects are compared by keys.
    """
    path: list[str | int] = []
    open_pairs: list[Iterator[_Pair]] = [iter([("$", expected, actual)])]
    while open_pairs:
        pair = next(open_pairs[-1], None)
        if pair is None:
            open_pairs.pop()
            if path:
                path.pop()
            continue
        key, right, other = pair
        words = _own_difference(right, other, numbers_match)
        if words is not None:
            return f"{place('$', [*path, key][1:])}: {words}"
        if isinstance(right, list | dict) and not _are_plainly_equal(right, other):
            path.append(key)
            open_pairs.append(_pairs(right, other))
    return None


def _own_difference(
    expected: Json, actual: Json, numbers_match: Callable[[Number, Number], bool]
) -> str | None:
    """How the values themselves differ, their parts aside."""
    if is_number(expected) and is_number(actual):
        same = numbers_match(expected, actual)
    elif isinstance(expected, list) and isinstance(actual, list):
        same = len(expected) == len(actual)
        if not same:
            return (
                f"expected {counted(len(expected), 'item')}, found {len(actual)}:"
                f" {short_json(expected)} against {short_json(actual)}"
            )
    elif isinstance(expected, dict) and isinstance(actual, dict):
        return _key_difference(expected, actual)
    else:
        same = type(expected) is type(actual) and expected == actual
    return None if same else f"expected {short_json(expected)}, found {short_json(actual)}"


def _key_difference(expected: dict[str, Json], actual: dict[str, Json]) -> str | None:
    for key in expected:
        if key not in actual:
            return f"the key {short_json(key)} is missing"
    for key in actual:
        if key not in expected:
            return f"the key {short_json(key)} is not expected"
    return None


def _are_plainly_equal(expected: Json, actual: Json) -> bool:
    """A quick yes for equal arrays of only ints, texts, booleans or finite floats."""
    if not (isinstance(expected, list) and isinstance(actual, list)):
        return False
    kinds = set(map(type, expected))
    if kinds not in _PLAIN_KINDS or set(map(type, actual)) != kinds or expected != actual:
        return False
    return kinds != {float} or all(map(math.isfinite, cast("list[float]", expected)))


def _pairs(expected: Json, actual: Json) -> Iterator[_Pair]:
    if isinstance(expected, list) and isinstance(actual, list):
        for index, (right, other) in enumerate(zip(expected, actual, strict=True)):
            yield index, right, other
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key, right in expected.items():
            yield key, right, actual[key]
