"""Walking through arguments: every value with its place, where the items of a list share one."""

from collections.abc import Iterator
from typing import Any, cast

Place = tuple[str | int, ...]
"""The parameter's position, then a step for each level: `[]`, `{key}`, `{value}`, or an index of a
tuple."""


def observed(arguments: list[Any]) -> Iterator[tuple[Place, Any]]:
    """Every value of the arguments, containers before what is in them."""
    for position, argument in enumerate(arguments):
        yield from _inside((position,), argument)


def _inside(place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    yield place, value
    if isinstance(value, list | set | frozenset):
        for one in cast("list[Any]", value):
            yield from _inside((*place, "[]"), one)
    elif isinstance(value, tuple):
        for index, one in enumerate(cast("tuple[Any, ...]", value)):
            yield from _inside((*place, index), one)
    elif isinstance(value, dict):
        for key, one in cast("dict[Any, Any]", value).items():
            yield from _inside((*place, "{key}"), key)
            yield from _inside((*place, "{value}"), one)


def flat_numbers(value: Any) -> list[float]:
    """All numbers inside a value."""
    return [
        one
        for _, one in _inside((), value)
        if isinstance(one, int | float) and not isinstance(one, bool)
    ]


def size_of(value: Any) -> int | None:
    """The size of a text or a container; None for any other value."""
    if isinstance(value, str | list | tuple | set | frozenset | dict):
        return len(cast("list[Any]", value))
    return None
