"""What all inputs that were seen have in common, and that an input made by us must have too.

The idea is that of likely invariants (Ernst et al., Daikon): a list that is sorted in every test is
taken for one that must be sorted. A few tests have much in common by chance, so what is only chance
in most problems needs three witnesses, or a word of the documentation.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from problemsmith.generation.audit.documented import Documentation
from problemsmith.generation.audit.observed import Place, flat_numbers, observed, size_of

WITNESSES = 3

_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}

Holds = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a value may have, when it says something at all (`is_informative`), and the
    words by which a documentation asks for it; None when it is always taken for a rule."""

    holds: Holds
    is_informative: Holds
    words: str | None
    against: str | None = None
    """Words that say that it is no rule, however often it was seen."""


def _ascending(value: Any, *, strictly: bool = False) -> bool:
    return all(
        a < b or (not strictly and a == b) for a, b in itertools.pairwise(cast("list[Any]", value))
    )


def _safely(holds: Holds) -> Holds:
    def tried(value: Any) -> bool:
        try:
            return holds(value)
        except TypeError:  # values that can't be compared
            return False

    return tried


def _is_list(size: int) -> Holds:
    return lambda value: isinstance(value, list | tuple) and len(cast("list[Any]", value)) >= size


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 0


def _balanced(value: str) -> bool:
    opened: list[str] = []
    for char in value:
        if char in _PAIRS:
            opened.append(_PAIRS[char])
        elif char in _PAIRS.values() and (not opened or opened.pop() != char):
            return False
    return not opened


def _rows_alike(value: list[Any]) -> bool:
    return len({len(row) for row in value}) <= 1


_ORDER = (
    r"(?<!return )(?<!return a )(?<!returns a )sorted (?:list|array|sequence|numbers)|is sorted"
)
_RULES: tuple[Rule, ...] = (
    Rule(_ascending, _is_list(2), _ORDER + "|ascending order|increasing order|non-?decreasing"),
    Rule(lambda value: _ascending(value[::-1]), _is_list(2), "descending order|decreasing order"),
    Rule(
        lambda value: len({repr(one) for one in value}) == len(value),
        _is_list(2),
        r"distinct|unique|no duplicates|different|permutation|without repeti",
        r"several|\bties?\b|equal|repeated|more than once|same (?:number|value|element|word)",
    ),
    Rule(lambda value: len(value) % 2 == 0, _is_list(1), "even (?:length|number of elements)"),
    Rule(lambda value: len(value) % 2 == 1, _is_list(1), "odd (?:length|number of elements)"),
    Rule(
        _rows_alike,
        lambda value: _is_list(2)(value) and all(isinstance(row, list | str) for row in value),
        None,
    ),
    Rule(
        lambda value: all(len(row) == len(value) for row in value),
        lambda value: _is_list(1)(value) and all(isinstance(row, list) for row in value),
        "square|n x n|n\\*n",
    ),
    Rule(
        lambda value: sorted(value) in (list(range(len(value))), list(range(1, len(value) + 1))),
        _is_list(2),
        "permutation|from [01] to n",
    ),
    Rule(_balanced, lambda value: _is_text(value) and any(c in "()[]{}<>" for c in value), None),
    Rule(lambda value: value == value.strip(), _is_text, None),
    Rule(lambda value: "  " not in value, _is_text, None),
    Rule(
        lambda value: not (value.isdigit() and len(value) > 1 and value[0] == "0"), _is_text, None
    ),
    Rule(lambda value: value == value[::-1], lambda v: _is_text(v) and len(v) > 2, "palindrom"),
    Rule(
        lambda value: len(set(value)) == len(value),
        lambda value: _is_text(value) and len(value) > 1,
        "distinct|unique|no repeated|different",
    ),
    Rule(
        lambda value: value != 0,
        lambda value: isinstance(value, int | float) and not isinstance(value, bool),
        None,
    ),
    Rule(
        lambda value: value % 2 == 0,
        lambda value: isinstance(value, int) and not isinstance(value, bool),
        r"(?:an|are|is|be) even",
    ),
    Rule(
        lambda value: value % 2 == 1,
        lambda value: isinstance(value, int) and not isinstance(value, bool),
        r"(?:an|are|is|be) odd",
    ),
)


class Invariants:
    """The rules that all seen inputs keep, by place, and those between arguments."""

    def __init__(self, seeds: Sequence[list[Any]], documentation: Documentation) -> None:
        values: dict[Place, list[Any]] = {}
        for seed in seeds:
            for place, value in observed(seed):
                values.setdefault(place, []).append(value)
        self._rules = {
            place: [rule for rule in _RULES if _is_kept(rule, seen, documentation)]
            for place, seen in values.items()
        }
        self._relations = [
            relation
            for relation in _relations(seeds, documentation)
            if all(relation(seed) for seed in seeds)
        ]

    def hold(self, arguments: list[Any]) -> bool:
        """Whether the arguments keep every rule."""
        for place, value in observed(arguments):
            for rule in self._rules.get(place, ()):
                if rule.is_informative(value) and not _safely(rule.holds)(value):
                    return False
        return all(relation(arguments) for relation in self._relations)


def _is_kept(rule: Rule, seen: list[Any], documentation: Documentation) -> bool:
    witnesses = [value for value in seen if rule.is_informative(value)]
    if not witnesses or not all(_safely(rule.holds)(value) for value in witnesses):
        return False
    if rule.words is None or documentation.mentions(rule.words):
        return True
    if rule.against is not None and documentation.mentions(rule.against):
        return False
    return len({repr(value) for value in witnesses}) >= WITNESSES


_LIFTED = r"may be (?:greater|larger|more|longer|bigger)|can (?:be (?:greater|larger)|exceed)"
"""Words that say that a number is not bound by a length."""


def _numbers_of(value: Any) -> list[float]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return flat_numbers(value)


Relation = Callable[[Any, Any], bool]

_MEMBERSHIP: Relation = lambda a, b: a in b  # noqa: E731 - one of a table
MANY_SEEDS = 5
"""Fewer inputs than this may have an argument in another one by chance."""
_BY_SIZE: tuple[Relation, ...] = (lambda a, b: a < _size(b), lambda a, b: a <= _size(b))
_RELATIONS: tuple[Relation, ...] = (
    lambda a, b: _size(a) == _size(b),
    lambda a, b: a <= b,
    lambda a, b: a < b,
    lambda a, b: a != b,
    lambda a, b: max(_numbers_of(a)) < b,
    lambda a, b: max(_numbers_of(a)) <= b,
)


def _relations(seeds: Sequence[list[Any]], documentation: Documentation) -> list[Holds]:
    """Relations between two arguments."""
    count = len(seeds[0]) if seeds else 0
    wanted = _RELATIONS if documentation.mentions(_LIFTED) else (*_RELATIONS, *_BY_SIZE)
    if len(seeds) >= MANY_SEEDS:
        wanted = (*wanted, _MEMBERSHIP)
    return [
        partial(_related, one, two, relation)
        for one, two in itertools.permutations(range(count), 2)
        for relation in wanted
    ]


def _size(value: Any) -> int:
    size = size_of(value)
    if size is None:
        raise TypeError("no size")
    return size


def _related(one: int, two: int, holds: Relation, given: list[Any]) -> bool:
    try:
        return holds(given[one], given[two])
    except (TypeError, ValueError, IndexError):
        return False
