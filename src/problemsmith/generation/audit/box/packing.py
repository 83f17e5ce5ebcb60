"""Python values as JSON and back, without loss: tests call functions with tuples and sets too.

Lists, texts, truth values, null and finite numbers stand for themselves; any other value is an
object with one key that names its type. Used on both sides of the sandbox's wall.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, cast

MAX_PARTS = 20_000
MAX_DEPTH = 40


class UnpackableError(ValueError):
    """The value can't be made again from what was packed."""


def pack(value: Any) -> Any:
    """The value as JSON data; what is too large, too deep or of another type becomes opaque."""
    try:
        return _packed(value, 0, [0])
    except UnpackableError:
        return {"opaque": type(value).__name__}


def unpack(packed: Any) -> Any:
    """The value again. Raises UnpackableError for an opaque one."""
    if isinstance(packed, list):
        return [unpack(one) for one in cast("list[Any]", packed)]
    if not isinstance(packed, dict):
        return packed
    [(kind, body)] = cast("dict[str, Any]", packed).items()
    make = _MAKERS.get(kind)
    if make is None:
        raise UnpackableError(f"a value of type {body}")
    return make(body)


def is_opaque(packed: Any) -> bool:
    """Whether some part of it can't be made again."""
    try:
        unpack(packed)
    except (UnpackableError, TypeError, ValueError):
        return True
    return False


def _packed(value: Any, depth: int, parts: list[int]) -> Any:
    parts[0] += 1
    if parts[0] > MAX_PARTS or depth > MAX_DEPTH:
        raise UnpackableError("too large")
    kind = cast("type[Any]", type(value))
    if value is None or kind in (bool, int, str):
        return value
    if kind is list:
        return _each(value, depth, parts)
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    return {_name(value): _body(value, depth, parts)}


def _name(value: Any) -> str:
    """The key that names a value's type."""
    if isinstance(value, dict):
        return "dict"
    name = type(value).__name__
    return name if type(value) in _TYPES else "opaque"


def _body(value: Any, depth: int, parts: list[int]) -> Any:
    match value:
        case dict():
            items = cast("dict[Any, Any]", value).items()
            return [_each(pair, depth, parts) for pair in items]
        case complex():
            return [value.real, value.imag]
        case bytes():
            return value.hex()
        case set() | frozenset():
            return _each(sorted(cast("set[Any]", value), key=repr), depth, parts)
        case tuple() if type(cast("object", value)) is tuple:
            return _each(value, depth, parts)
        case _:
            return type(value).__name__


def _each(values: Any, depth: int, parts: list[int]) -> list[Any]:
    return [_packed(one, depth + 1, parts) for one in values]


def _items(body: Any) -> Iterator[Any]:
    return (unpack(one) for one in body)


_TYPES = (tuple, set, frozenset, complex, bytes)
_MAKERS: dict[str, Callable[[Any], Any]] = {
    "tuple": lambda body: tuple(_items(body)),
    "set": lambda body: set(_items(body)),
    "frozenset": lambda body: frozenset(_items(body)),
    "dict": lambda body: {unpack(key): unpack(one) for key, one in body},
    "float": float,
    "complex": lambda body: complex(*body),
    "bytes": bytes.fromhex,
}
