"""A reader for JSON as models write it.

It forgives what has one meaning only: trailing commas, comments, single quotes, unquoted names,
Python's `True`, `False` and `None`, raw line breaks inside strings, and backslashes that escape
nothing. It guesses at nothing else: a quote left unescaped inside a string, an end that is missing,
or a string that has both raw and escaped line breaks is an error, which the model then mends.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import NoReturn, cast

from pydantic import JsonValue

DEPTH_LIMIT = 100  # far deeper than any answer asked for; keeps a hostile answer off the stack

_SPACE = re.compile(r"(?:[\s\ufeff\u200b]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PLAIN = {quote: re.compile(rf"[^{quote}\\\n\r]*") for quote in "\"'"}
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "/": "/"}
_LITERALS: dict[str, JsonValue] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "None": None,
}


class LenientJsonError(ValueError):
    """The text has no single meaning as JSON.

    `position` is the offset of the fault; `began` says whether enough had been read before it to
    know that JSON was meant: a quoted name with its colon, or a whole member or element.
    """

    def __init__(self, fault: str, text: str, position: int, *, began: bool) -> None:
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        near = text[max(0, position - 30) : position + 30]
        super().__init__(f"{fault} at line {line}, column {column}, near {near!r}")
        self.position = position
        self.began = began


def read_json(text: str, start: int = 0) -> tuple[JsonValue, int]:
    """Read one value at `start`; give it and the offset after it.

    Strict JSON is tried first, so what is valid is never read differently. Raises
    `LenientJsonError`, also for what is nested deeper than `DEPTH_LIMIT`.
    """
    try:
        decoded, end = _STRICT.raw_decode(text, start)
        value = cast("JsonValue", decoded)
        if not too_deep(value):
            return value, end
    except (ValueError, RecursionError):
        pass
    reader = _Reader(text, start)
    return reader.value(0), reader.position


def too_deep(value: JsonValue) -> bool:
    """Tell whether anything lies within more than `DEPTH_LIMIT` arrays and objects."""
    level = [value]
    for _ in range(DEPTH_LIMIT + 1):
        level = [inner for one in level for inner in _inside(one)]
    return bool(level)


def _inside(value: JsonValue) -> Iterable[JsonValue]:
    match value:
        case list():
            return value
        case dict():
            return value.values()
        case _:
            return ()


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a finite number")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_STRICT = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant)


class _Reader:
    """A recursive descent over the text, one method a kind of value."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.position = start
        self.began = False

    def fail(self, fault: str, position: int | None = None) -> NoReturn:
        at = self.position if position is None else position
        raise LenientJsonError(fault, self.text, at, began=self.began)

    def peek(self) -> str:
        """The next character after space and comments, or an empty text at the end."""
        space = _SPACE.match(self.text, self.position)
        self.position = space.end() if space else self.position
        return self.text[self.position : self.position + 1]

    def value(self, depth: int) -> JsonValue:
        if depth > DEPTH_LIMIT:
            self.began = True
            self.fail(f"nested deeper than {DEPTH_LIMIT}")
        match self.peek():
            case "{":
                return self.object(depth)
            case "[":
                return self.array(depth)
            case '"' | "'" as quote:
                return self.string(quote)
            case _:
                return self.scalar()

    def object(self, depth: int) -> JsonValue:
        members: dict[str, JsonValue] = {}
        self.position += 1
        while (mark := self.peek()) != "}":
            if mark in {'"', "'"}:
                name = self.string(mark)
            elif found := _NAME.match(self.text, self.position):
                name = found.group()
                self.position = found.end()
            else:
                self.fail("the text ends too early" if not mark else "a name in quotes is missing")
            if self.peek() != ":":
                self.fail("a colon is missing after the name")
            self.position += 1
            self.began |= mark in {'"', "'"}
            members[name] = self.value(depth + 1)
            self.began = True
            self.separator("}")
        self.position += 1
        return members

    def array(self, depth: int) -> JsonValue:
        elements: list[JsonValue] = []
        self.position += 1
        while self.peek() != "]":
            elements.append(self.value(depth + 1))
            self.began = True
            self.separator("]")
        self.position += 1
        return elements

    def separator(self, close: str) -> None:
        mark = self.peek()
        if mark == ",":
            self.position += 1
        elif not mark:
            self.fail("the text ends too early")
        elif mark != close:
            self.fail(f"a comma or {close!r} is missing (is a quote before it not escaped?)")

    def string(self, quote: str) -> str:
        opened = self.position
        self.position += 1
        parts: list[str] = []
        raw_break = escaped_break = False
        while True:
            plain = _PLAIN[quote].match(self.text, self.position)
            if plain:
                parts.append(plain.group())
                self.position = plain.end()
            mark = self.text[self.position : self.position + 1]
            if mark == quote:
                self.position += 1
                break
            if not mark:
                self.fail("a string is not closed", opened)
            if mark == "\\":
                escaped_break |= self.text.startswith("\\n", self.position)
                parts.append(self.escape())
            else:
                raw_break = True
                parts.append(mark)
                self.position += 1
        if raw_break and escaped_break:
            self.fail(
                "a string has raw line breaks and \\n escapes, so it is unclear which are meant",
                opened,
            )
        return "".join(parts)

    def escape(self) -> str:
        mark = self.text[self.position + 1 : self.position + 2]
        if mark == "u":
            digits = re.match(r"[0-9a-fA-F]{4}", self.text[self.position + 2 : self.position + 6])
            if digits:
                return self.code_units()
        self.position += 1
        if mark == "\\":
            self.position += 1
            return "\\"
        if mark in _ESCAPES:
            self.position += 1
            return _ESCAPES[mark]
        return "\\"  # it escapes nothing, as in a regular expression: meant as itself

    def code_units(self) -> str:
        """A run of `\\uXXXX`, read together so that surrogate pairs join."""
        run = re.compile(r"(?:\\u[0-9a-fA-F]{4})+").match(self.text, self.position)
        if run is None:
            self.fail("a \\u escape is incomplete")
        self.position = run.end()
        return cast("str", json.loads(f'"{run.group()}"'))

    def scalar(self) -> JsonValue:
        if number := _NUMBER.match(self.text, self.position):
            digits = number.group()
            try:
                read = int(digits) if re.fullmatch(r"[-+]?\d+", digits) else _finite(digits)
            except ValueError:
                self.fail("a number is out of range")
            self.position = number.end()
            return read
        word = _NAME.match(self.text, self.position)
        if word is None or word.group() not in _LITERALS:
            ended = self.position >= len(self.text)
            self.fail("the text ends too early" if ended else "a value is missing")
        self.position = word.end()
        return _LITERALS[word.group()]
