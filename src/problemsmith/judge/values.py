"""Reading the JSON that a program's process wrote: bounded, strict, and never trusted.

NaN and infinities become the texts `NaN`, `Infinity` and `-Infinity`, which equal nothing of a
number's type; lone surrogates, which no JSON file or page can hold, become U+FFFD.
"""

import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import cast

from problemsmith.problem.json_text import MAX_DEPTH, MAX_DIGITS, JsonError, canonical_json
from problemsmith.problem.wire import Json

_PLAIN_DIGITS = 4_300  # what int() takes; see sys.set_int_max_str_digits
_SIGNS_OF_FLOATS = (b".", b"e", b"E")
_SIGNS_OF_SURROGATES = (b"\\ud", b"\\uD")


class UnreadableValueError(Exception):
    """What the program's process wrote is no value; the message is for the program's author."""


def encode_arguments(arguments: list[Json]) -> bytes:
    """Arguments as JSON on one line, object keys in their own order. Raises ValidationError-worthy
    JsonError for what JSON cannot hold."""
    try:
        return json.dumps(arguments, separators=(",", ":")).encode()
    except ValueError as error:
        if "digits" in str(error):
            return canonical_json(arguments).encode()
        raise JsonError(f"the arguments cannot be written as JSON: {error}") from None
    except (TypeError, RecursionError) as error:
        raise JsonError(f"the arguments cannot be written as JSON: {error}") from None


def read_value(text: bytes) -> Json:
    """The value of a result. Raises UnreadableValueError."""
    try:
        value = _parse(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(error) from None
    if text.count(b"[") + text.count(b"{") > MAX_DEPTH and _depth_exceeds(value, MAX_DEPTH):
        raise UnreadableValueError(
            f"The function returned a value nested deeper than {MAX_DEPTH} levels."
        )
    if any(sign in text for sign in _SIGNS_OF_SURROGATES):
        return _without_surrogates(value)
    return value


def _parse(text: bytes) -> Json:
    decoded = text.decode("utf-8")
    value = _loaded(decoded, None)
    if any(sign in text for sign in _SIGNS_OF_FLOATS):
        try:
            # A number such as 1e999 reads as infinity. Writing the value again finds that sooner
            # than a hook for each float would.
            json.dumps(value, allow_nan=False)
        except ValueError:
            return _loaded(decoded, _marked_float)
    return value


def _loaded(text: str, parse_float: Callable[[str], float | str] | None) -> Json:
    try:
        return json.loads(text, parse_constant=str, parse_float=parse_float)
    except ValueError as error:
        if "digits" not in str(error):
            raise
        return json.loads(
            text, parse_constant=str, parse_float=parse_float, parse_int=_long_integer
        )


def _unreadable(error: Exception) -> UnreadableValueError:
    if isinstance(error, JsonError):
        return UnreadableValueError(str(error))
    if isinstance(error, RecursionError):
        return UnreadableValueError("The function returned a value that is nested too deeply.")
    return UnreadableValueError("The program left something that is not a result.")


def _marked_float(text: str) -> float | str:
    value = float(text)
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _long_integer(text: str) -> int:
    if len(text) <= _PLAIN_DIGITS:
        return int(text)
    if len(text) > MAX_DIGITS:
        raise JsonError(f"The function returned an integer of more than {MAX_DIGITS} digits.")
    return int(Decimal(text))  # int() itself refuses more than 4,300 digits


def _depth_exceeds(value: Json, bound: int) -> bool:
    level: list[Json] = [value]
    for _ in range(bound + 1):
        lists = [item for item in level if isinstance(item, list)]
        records = [item for item in level if isinstance(item, dict)]
        if not lists and not records:
            return False
        level = [part for item in lists for part in item]
        level += [part for item in records for part in item.values()]
    return True


def _without_surrogates(value: Json) -> Json:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_without_surrogates(part) for part in value]
    if isinstance(value, dict):
        return {clean_text(key): _without_surrogates(part) for key, part in value.items()}
    return value


def clean_text(text: str) -> str:
    """The text with U+FFFD for every lone surrogate."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_record(text: bytes) -> dict[str, str]:
    """A JSON object of texts, as an ERROR record is. Raises UnreadableValueError."""
    value = read_value(text)
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise UnreadableValueError("The program left something that is not a result.")
    return cast("dict[str, str]", value)
