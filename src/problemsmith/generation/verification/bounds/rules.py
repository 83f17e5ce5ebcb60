"""What a constraint says, as data."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

ANY = None
"""In a target's path: every item, value or node there."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a rule is about: the parts of the arguments on a path, or their sizes.

    The path begins with the argument's index. The size of an array, a text, a map or a linked list
    is its length, that of a tree its number of nodes.
    """

    path: tuple[int | str | None, ...]
    measure: Literal["value", "size"]
    name: str
    """As the constraint wrote it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that a target may not pass. An open bound may not be reached either."""

    target: Target
    side: Literal["low", "high"]
    value: Fraction
    is_open: bool
    line: str
    """The constraint."""

    def is_broken_by(self, measured: float) -> bool:
        """Whether the measured number lies past the bound."""
        number = Fraction(measured)
        if number == self.value:
            return self.is_open
        return number > self.value if self.side == "high" else number < self.value

    @property
    def words(self) -> str:
        """Such as `nums.length <= 100000`."""
        sign = {"low": ">", "high": "<"}[self.side] + ("" if self.is_open else "=")
        shown = self.value.numerator if self.value.denominator == 1 else float(self.value)
        return f"{self.target.name} {sign} {shown}"


@dataclass(frozen=True, slots=True)
class CharacterRule:
    """The texts at a target hold these characters only."""

    target: Target
    allowed: frozenset[str]
    line: str


@dataclass(frozen=True, slots=True)
class OrderRule:
    """The items of the arrays at a target are distinct, or sorted."""

    target: Target
    kind: Literal["distinct", "ascending", "descending"]
    line: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A constraint that speaks of what the signature does not have."""

    line: str
    message: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All that could be read; `unread` are the constraints in which nothing was."""

    bounds: tuple[Bound, ...] = ()
    characters: tuple[CharacterRule, ...] = ()
    orders: tuple[OrderRule, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    unread: tuple[str, ...] = ()
