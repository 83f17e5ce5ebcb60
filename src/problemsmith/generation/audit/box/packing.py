"""Python values as JSON and back, without loss: tests call functions with tuples and sets too.

Lists, texts, truth values, null and finite numbers stand for themselves; any other value is an
object with one key that names its type. Used on both sides of the sandbox's wall.
"""

import math
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
    match kind:
        case "tuple":
            return tuple(unpack(one) for one in body)
        case "set":
            return {unpack(one) for one in body}
        case "frozenset":
            return frozenset(unpack(one) for one in body)
        case "dict":
            return {unpack(key): unpack(one) for key, one in body}
        case "float":
            return float(body)
        case "complex":
            return complex(*body)
        case "bytes":
            return bytes.fromhex(body)
        case _:
            raise UnpackableError(f"a value of type {body}")


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
    if kind is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if kind is list:
        return _each(value, depth, parts)
    if kind is tuple:
        return {"tuple": _each(value, depth, parts)}
    if kind in (set, frozenset):
        return {kind.__name__: _each(sorted(value, key=repr), depth, parts)}
    if isinstance(value, dict):
        items = cast("dict[Any, Any]", value).items()
        return {"dict": [_each(pair, depth, parts) for pair in items]}
    if kind is complex:
        return {"complex": [value.real, value.imag]}
    if kind is bytes:
        return {"bytes": value.hex()}
    return {"opaque": kind.__name__}


def _each(values: Any, depth: int, parts: list[int]) -> list[Any]:
    return [_packed(one, depth + 1, parts) for one in values]
