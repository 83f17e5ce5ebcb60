"""JSON values to text and back, strictly.

The standard library's `json` lets NaN, infinities, repeated keys and numbers too large for a float
through, and stops at integers of 4,300 digits. Here the first four are refused and long integers
are kept.
"""

import json
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NoReturn

from problemsmith.problem.wire import Json

MAX_DEPTH = 200
"""How deep arrays and objects may be nested in a value that travels."""

MAX_CHARACTERS = 64 * 1024 * 1024
"""How long a JSON text may be."""

MAX_DIGITS = 100_000
"""How long an integer in a JSON text may be: turning text into a number takes quadratic time."""

_PLAIN_DIGITS = 4_300  # what int() and str() take; see sys.set_int_max_str_digits


class JsonError(ValueError):
    """A text that is not the JSON asked for, or a value that has no JSON form."""


def canonical_json(value: Json) -> str:
    """The value as ASCII JSON with sorted keys and no spaces: equal texts mean equal values.

    `1` and `1.0` keep their own texts. Raises JsonError for NaN and infinities, and for a value
    nested too deeply to write (some hundred levels; `MAX_DEPTH` always fits).
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except RecursionError:
        raise JsonError("the value is nested too deeply to be written as JSON") from None
    except ValueError as error:
        if "digits" in str(error):
            return _with_long_integers(value)
        raise JsonError(f"the value cannot be written as JSON: {error}") from None


def parse_json(
    text: str, *, max_depth: int = MAX_DEPTH, max_characters: int = MAX_CHARACTERS
) -> Json:
    """The value of a JSON text.

    Raises JsonError, with the position where there is one, for anything that is not strict JSON
    (NaN, Infinity, a repeated key, a number beyond the range of floats), and for a text that is
    too long or nested too deeply.
    """
    if len(text) > max_characters:
        raise JsonError(f"the JSON text has {len(text)} characters; at most {max_characters}")
    try:
        value = _load(text)
    except RecursionError:
        raise _too_deep(max_depth) from None
    except json.JSONDecodeError as error:
        fault = error.msg.removesuffix(" at")
        raise JsonError(
            f"not valid JSON: {fault} at line {error.lineno}, column {error.colno}"
        ) from None
    brackets = text.count("[") + text.count("{")
    if brackets > max_depth and _is_deeper_than(value, max_depth):
        raise _too_deep(max_depth)
    return value


def _load(text: str) -> Json:
    try:
        return _load_with(text, parse_int=None)  # a hook would make integers three times slower
    except ValueError as error:
        if "digits" not in str(error) or isinstance(error, json.JSONDecodeError | JsonError):
            raise
        return _load_with(text, parse_int=_long_integer)


def _load_with(text: str, parse_int: Callable[[str], int] | None) -> Json:
    return json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_int=parse_int,
        parse_float=_parse_float,
        object_pairs_hook=_object_without_repeats,
    )


def _too_deep(max_depth: int) -> JsonError:
    return JsonError(f"the JSON text is nested too deeply; at most {max_depth} levels")


def _is_deeper_than(value: Json, max_depth: int) -> bool:
    level: list[Json] = [value]
    for _ in range(max_depth + 1):
        containers = [item for item in level if isinstance(item, list | dict)]
        if not containers:
            return False
        level = [child for container in containers for child in _items(container)]
    return True


def _items(container: list[Json] | dict[str, Json]) -> Iterable[Json]:
    return container.values() if isinstance(container, dict) else container


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not a JSON number; write a finite number or null")


def _long_integer(text: str) -> int:
    if len(text) <= _PLAIN_DIGITS:
        return int(text)
    if len(text) > MAX_DIGITS:
        raise JsonError(f"an integer of {len(text)} digits; at most {MAX_DIGITS}")
    return int(Decimal(text))  # int() itself refuses more than 4,300 digits


def _parse_float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise JsonError(f"{text[:40]} is beyond the range of floating-point numbers")
    return value


def _object_without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise JsonError(f"the key {json.dumps(key[:40])} stands twice in one object")
            seen.add(key)
    return found


def _with_long_integers(value: Json) -> str:
    if isinstance(value, list):
        return "[" + ",".join(map(_with_long_integers, value)) + "]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{_with_long_integers(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if type(value) is int:
        return str(Decimal(value))  # str(int) refuses more than 4,300 digits
    return canonical_json(value)
