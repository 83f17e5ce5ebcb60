"""Packed values as proofs show them: JSON where JSON has a form, else Python's text."""

from typing import Any, cast

from problemsmith.generation.audit.box.packing import UnpackableError, unpack
from problemsmith.generation.faults import shorten
from problemsmith.problem.wire import Json

SHOWN = 20_000
"""Characters of a call's text; a longer one is shortened, since the input has it whole."""


def input_json(packed: Json) -> list[Json] | None:
    """The arguments as a JSON array, tuples as arrays; None when JSON has no form of them."""
    if not isinstance(packed, list):
        return None
    try:
        return [_plain(one) for one in packed]
    except TypeError:
        return None


def result_json(packed: Json) -> Json:
    """A value as JSON, or as Python's text where JSON has no form of it."""
    try:
        return _plain(packed)
    except TypeError:
        return _literal(packed)


def call_text(name: str, packed: Json) -> str:
    """The call as Python."""
    arguments = packed if isinstance(packed, list) else []
    return shorten(f"{name}({', '.join(map(_literal, arguments))})", SHOWN)


def is_plain(packed: Json) -> bool:
    """Whether JSON holds the value as it is, without a tuple made an array."""
    if isinstance(packed, list):
        return all(map(is_plain, packed))
    if isinstance(packed, dict):
        return "dict" in packed and all(
            isinstance(pair[0], str) and is_plain(pair[1])
            for pair in cast("list[Any]", packed["dict"])
        )
    return True


def _plain(packed: Any) -> Json:
    if isinstance(packed, list):
        return [_plain(one) for one in cast("list[Any]", packed)]
    if not isinstance(packed, dict):
        return packed
    [(kind, body)] = cast("dict[str, Any]", packed).items()
    if kind == "tuple":
        return [_plain(one) for one in body]
    if kind == "dict" and all(isinstance(key, str) for key, _ in body):
        return {key: _plain(one) for key, one in body}
    raise TypeError(f"JSON has no form of a {kind}")


def _literal(packed: Json) -> str:
    try:
        return repr(unpack(packed))
    except (UnpackableError, TypeError, ValueError):
        return "..."
