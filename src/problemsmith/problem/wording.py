"""Values and places inside them as short texts for messages.

Both are bounded whatever they are given: a message about a value of a million items, ten thousand
levels or a million digits stays one readable line.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence

from problemsmith.problem.wire import Json

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_PATH_ENDS = 8
_DIGITS_PER_BIT = math.log10(2)
_LONGEST_PLAIN_INT = 128  # bits; 39 digits


def short_json(value: Json, limit: int = 60) -> str:
    """The value as JSON, cut off with `...` after `limit` characters."""
    text = ""
    for piece in _pieces(value, limit):
        text += piece
        if len(text) > limit:
            return text[: max(0, limit - 3)] + "..."
    return text


def place(root: str, path: Sequence[str | int]) -> str:
    """A place in JSON-path style, such as `$.arguments[0][3].name`; a long middle is left out."""
    parts = [_step(key) for key in path]
    if len(parts) > 2 * _PATH_ENDS:
        parts = [*parts[:_PATH_ENDS], "...", *parts[-_PATH_ENDS:]]
    return root + "".join(parts)


def counted(count: int, noun: str) -> str:
    """A count with its noun: `1 item`, `2 items`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{short_json(key, 40)}]"


def _pieces(value: Json, limit: int) -> Iterator[str]:
    """The JSON text in pieces, lazily: each level yields a bracket first, so the reader stops."""
    if isinstance(value, list):
        yield "["
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(item, limit)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for index, (key, item) in enumerate(value.items()):
            yield ", " if index else ""
            yield from _pieces(key, limit)
            yield ": "
            yield from _pieces(item, limit)
        yield "}"
    elif isinstance(value, str):
        yield json.dumps(value[: limit + 1], ensure_ascii=False)
    elif type(value) is int and value.bit_length() > _LONGEST_PLAIN_INT:
        yield f"an integer of about {int(value.bit_length() * _DIGITS_PER_BIT) + 1} digits"
    else:
        yield json.dumps(value)
