"""What the documentation of a function allows, read from its words with care.

Only plain promises count: a sentence that may mean the result and not the input is no promise.
"""

import re
from dataclasses import dataclass
from typing import Any, cast

from problemsmith.problem.wire import Json

_NEVER_EMPTY = re.compile(r"non-?\s?empty|not (?:be )?empty|never (?:be )?empty|at least one")
_MAY_BE_EMPTY = re.compile(
    r"(?:may|can|might|could|possibly)(?: also)? be empty|possibly[- ]empty"
    r"|(?:for|of|on|given|if given|from) an? empty"
    r"|(?:if|when) (?:the |an? )?(?:\w+ ){0,2}(?:is|are) empty"
    r"|(?:an|the) empty (?:list|string|array|input|sequence|text|word|matrix|dict\w*|collection)"
    r" (?:gives?|has|returns?|yields?|counts?|results?|sums?|is|means?|->|=>)"
)
_NON_NEGATIVE = re.compile(r"non-?\s?negative|natural number|(?:may|can) be (?:zero|0)\b|0 or more")
_MAY_BE_NEGATIVE = re.compile(
    r"(?:may|can|might|could)(?: also)? be negative|positive,? (?:or|and) negative"
    r"|negative (?:or|and) positive|(?:negative|any) integers? (?:are|is|included|allowed)"
    r"|(?:positive|negative),? (?:negative|positive),? or zero"
)
_SINGLE = re.compile(r"single (?:element|item|number|value|character|word)|one element")
_NUMBER = r"(-?\d+(?:\s*(?:\^|\*\*)\s*\d+)?)"
_NAME = r"(?:len\(\s*(\w+)\s*\)|(\w+)\.length|(\w+))"
_BOUNDS = re.compile(rf"{_NUMBER}\s*(<=?|≤)\s*{_NAME}\s*(<=?|≤)\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Example:
    """A documented call, packed; `is_strict` tells a doctest from a line in the text."""

    input: Json
    expected: Json = None
    has_expected: bool = False
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Documentation:
    """A function's documentation, as far as a machine reads it."""

    text: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    """Names and annotations."""
    returns: str = ""
    examples: tuple[Example, ...] = ()

    @staticmethod
    def of(described: dict[str, Any]) -> "Documentation":
        """From what the sandbox read."""
        return Documentation(
            text=described.get("text", ""),
            parameters=tuple((name, text) for name, text in described.get("parameters", [])),
            returns=described.get("returns", ""),
            examples=tuple(
                Example(one["input"], one.get("expected"), "expected" in one, one["strict"])
                for one in cast("list[dict[str, Any]]", described.get("examples", []))
            ),
        )

    @property
    def _words(self) -> str:
        return " ".join(self.text.lower().split())

    @property
    def may_be_empty(self) -> bool:
        """It says that an input may be empty."""
        return bool(_MAY_BE_EMPTY.search(self._words)) and not _NEVER_EMPTY.search(self._words)

    @property
    def may_be_zero(self) -> bool:
        """It says that a number may be zero."""
        return bool(_NON_NEGATIVE.search(self._words))

    @property
    def may_be_negative(self) -> bool:
        """It says that a number may be negative."""
        return bool(_MAY_BE_NEGATIVE.search(self._words))

    @property
    def may_be_single(self) -> bool:
        """It speaks of inputs of one element."""
        return bool(_SINGLE.search(self._words))

    def mentions(self, pattern: str) -> bool:
        """Whether the text matches a pattern (lower case, one space between words)."""
        return re.search(pattern, self._words) is not None

    def bounds(self, parameter: str, *, of_length: bool) -> tuple[int, int] | None:
        """The documented bounds of a parameter or of its length: `1 <= n <= 100`."""
        for match in _BOUNDS.finditer(self.text):
            low, under, length, dotted, plain, over, high = match.groups()
            if parameter not in ((length, dotted) if of_length else (plain,)):
                continue
            return _number(low) + (under == "<"), _number(high) - (over == "<")
        return None

    def allows_none(self, position: int) -> bool:
        """Whether the annotation of a parameter says that it may be None."""
        if position >= len(self.parameters):
            return False
        return re.search(r"\bOptional\b|\bNone\b", self.parameters[position][1]) is not None


def _number(text: str) -> int:
    base, _, power = re.sub(r"\s|\*\*", "^" if "**" in text else "", text).partition("^")
    return int(base) ** min(int(power or 1), 40)
