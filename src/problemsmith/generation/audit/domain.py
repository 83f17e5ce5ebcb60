"""Which inputs a function may be called with, as far as its tests and documentation show.

Kept narrow on purpose: an input is used only when it has the types, sizes, ranges and characters of
those that were seen, and what they have in common. Where little was seen, ranges are widened a
little; that never crosses a sign, and never makes anything empty that was not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from problemsmith.generation.audit.documented import Documentation
from problemsmith.generation.audit.invariants import Invariants
from problemsmith.generation.audit.observed import Place, observed, size_of

FEW = 5
"""Fewer different values than this show no range."""
WIDER_BY = 10
LONGER_BY = 3

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CLASSES = (_LETTERS, _LETTERS.upper(), "0123456789")


@dataclass(slots=True)
class Seen:
    """What was seen at one place."""

    types: set[type[Any]] = field(default_factory=set[type[Any]])
    numbers: set[float] = field(default_factory=set[float])
    sizes: set[int] = field(default_factory=set[int])
    characters: set[str] = field(default_factory=set[str])
    texts: set[str] = field(default_factory=set[str])
    count: int = 0

    def add(self, value: Any) -> None:
        """One more value."""
        self.count += 1
        self.types.add(cast("type[Any]", type(value)))
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers.add(value)
        if isinstance(value, str):
            self.characters |= set(value)
            self.texts.add(value)
        size = size_of(value)
        if size is not None:
            self.sizes.add(size)


class Domain:
    """The inputs that are plausible for a function."""

    def __init__(self, seeds: Sequence[list[Any]], documentation: Documentation) -> None:
        self.documentation = documentation
        self.seen: dict[Place, Seen] = {}
        for seed in seeds:
            for place, value in observed(seed):
                self.seen.setdefault(place, Seen()).add(value)
        self._invariants = Invariants(seeds, documentation)

    def holds(self, arguments: list[Any], *, strictly: bool = False) -> bool:
        """Whether the input is plausible; strictly, whether it stays within what was seen."""
        return all(
            self._fits(place, value, strictly=strictly) for place, value in observed(arguments)
        ) and self._invariants.hold(arguments)

    def _fits(self, place: Place, value: Any, *, strictly: bool) -> bool:
        seen = self.seen.get(place)
        if seen is None or type(value) not in seen.types:
            return False
        if isinstance(value, int | float) and not isinstance(value, bool):
            low, high = self.range_at(place, strictly=strictly)
            return low <= value <= high
        if isinstance(value, str):
            is_known = value in seen.texts or not _is_structured(seen)
            if not is_known or not set(value) <= self.alphabet_at(place, strictly=strictly):
                return False
        size = size_of(value)
        return size is None or size in self.sizes_at(place, strictly=strictly)

    def range_at(self, place: Place, *, strictly: bool = False) -> tuple[float, float]:
        """The least and the greatest number."""
        numbers = self.seen[place].numbers
        low, high = min(numbers), max(numbers)
        if strictly or len(numbers) >= FEW:
            return low, high
        if low < 0:
            low, high = min(low, -abs(high)), max(high, abs(low))
        elif low > 0 and (len(numbers) == 1 or self.documentation.mentions(r"\bpositive\b")):
            low = min(low, 1)
        wide = max(high + WIDER_BY, 2 * high) if high > 0 else high
        bounds = self.documented_bounds(place, of_length=False)
        if bounds is not None:
            return max(low, bounds[0]), min(wide, bounds[1])
        return low, wide

    def sizes_at(self, place: Place, *, strictly: bool = False) -> range:
        """The sizes of a list or a text."""
        seen = self.seen[place]
        low, high = min(seen.sizes), max(seen.sizes)
        is_fixed = low == high and seen.count >= FEW
        if strictly or is_fixed or len(seen.sizes) >= FEW or tuple in seen.types:
            return range(low, high + 1)
        bounds = self.documented_bounds(place, of_length=True) or (0, high + LONGER_BY)
        return range(max(min(low, 1), bounds[0]), min(high + LONGER_BY, bounds[1]) + 1)

    def alphabet_at(self, place: Place, *, strictly: bool = False) -> set[str]:
        """The characters of a text: those seen, and the rest of the seen classes of letters."""
        seen = self.seen[place].characters
        if strictly:
            return seen
        return seen.union(
            *(one for one in _CLASSES if len(seen & set(one)) > 1 and _is_wide(seen & set(one)))
        )

    def documented_bounds(self, place: Place, *, of_length: bool) -> tuple[int, int] | None:
        """What the documentation says of a parameter, or of its length."""
        parameters = self.documentation.parameters
        if len(place) != 1 or not isinstance(place[0], int) or place[0] >= len(parameters):
            return None
        return self.documentation.bounds(parameters[place[0]][0], of_length=of_length)


def _is_structured(seen: Seen) -> bool:
    """Texts such as dates, numbers with signs or comma lists: their parts can't be made up."""
    return any(char.isdigit() for char in seen.characters) and any(
        not char.isalnum() and char != " " for char in seen.characters
    )


def _is_wide(characters: set[str]) -> bool:
    """Whether the characters come from the whole class, not from a small alphabet like `ab`."""
    return len(characters) >= FEW
