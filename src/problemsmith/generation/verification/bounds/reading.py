"""Reading constraints: chains of comparisons, ranges in words, characters, distinctness, order.

Nothing is guessed. A constraint with a condition ("if", "unless", "or", "in total") gives no rule,
and a chain counts only where every word around it is one that cannot change its meaning; what could
not be read is told, and judged by the validator alone.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from problemsmith.generation.verification.bounds.numbers import plain_text, read_number
from problemsmith.generation.verification.bounds.rules import (
    Bound,
    CharacterRule,
    Contradiction,
    OrderRule,
    Rules,
    Target,
)
from problemsmith.generation.verification.bounds.terms import TERM, MisfitError, Terms
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    LIST_NODE,
    STRING,
    TREE_NODE,
    ArrayType,
    ReferenceType,
)

_N = r"(?:\d{1,3}(?:[,_]\d{3})+(?!\d)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
NUMBER = rf"[-+]?\(?{_N}(?:\s*[-+*^/]\s*\(?[-+]?{_N}\)?)*"
_TERMS = rf"{TERM}(?:\s*,\s*{TERM})*(?:\s*,?\s*and\s+{TERM})?"
_COMPARISON = re.compile(r"(<=|>=|<|>)")
_OPERAND = rf"(?:{NUMBER}|{_TERMS})"
_FIRST = re.compile(rf"^\s*({_OPERAND})(?P<rest>.*)$", re.DOTALL)
_LAST = re.compile(rf"^(?P<before>.*?)({_OPERAND})\s*$", re.DOTALL)

_CONDITION = re.compile(
    r"\b(if|when|unless|except|otherwise|total|sum|altogether|combined|either|some|average|"
    r"at least one|guaranteed|product|difference|or)\b",
    re.IGNORECASE,
)
_OR_NULL = re.compile(r",?\s*\bor\s+(?:\S+\s+(?:is|are)\s+)?(?:null|None|empty)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\babsolute\b|\brelative\b|\bwithin\b", re.IGNORECASE)
_LEADS_IN = re.compile(
    r"(?:^|[:;,(]|\b(?:with|and|where|that|each|all|every|both|integers?|have|has|satisf\w+))\s*$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"({_TERMS})\s+(?:is|are|lies?|has|have)?\s*(?:always\s+)?(?:an?\s+)?(?:\w+\s+)?"
    rf"(?:in\s+the\s+(?:inclusive\s+)?range|in\s+range|in|between|from)\s+"
    rf"(?P<open>[\[(])?({NUMBER})\s*(?:,|and|to|\.\.)\s*({NUMBER})(?P<close>[\])])?",
    re.IGNORECASE,
)
_NODES = re.compile(
    rf"(?P<a>{NUMBER})\s+to\s+(?P<b>{NUMBER})\s+nodes|nodes.*?(?:range|between|from)\s*"
    rf"\[?(?P<c>{NUMBER})\s*(?:,|and|to)\s*(?P<d>{NUMBER})",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    rf"^(?:each\s+of\s+|all\s+of\s+)?({_TERMS})\s+(?:has|have|holds?|contains?)\s+"
    rf"(?:at\s+most|up\s+to|no\s+more\s+than)\s+({NUMBER})\s+"
    r"(?:entries|items|elements|characters|keys|numbers|integers|values|letters|words|strings)\b",
    re.IGNORECASE,
)
_MADE_OF = re.compile(
    rf"^(?:each\s+|every\s+|all\s+)?({_TERMS})\s+(?:only\s+)?"
    r"(?:consists?|contains?|holds?|is\s+made\s+up|are\s+made\s+up|is\s+composed|comprises?)"
    r"\s+(?:only\s+)?(?:of\s+)?(?:only\s+)?(.+?)(?:\s+only)?\.?$",
    re.IGNORECASE,
)
_DISTINCT = (
    re.compile(
        rf"^(?:all\s+)?(?:the\s+)?(?:\w+\s+(?:of|in)\s+)?({TERM})\s+(?:are|is)\s+(?:all\s+)?"
        r"(?:pairwise\s+)?(?:distinct|unique|different)\.?$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^({TERM})\s+(?:contains?|has|have|holds?|consists?\s+of)\s+(?:only\s+)?(?:pairwise\s+)?"
        r"(?:distinct|unique|different)\s+\w+(?:,.*)?\.?$",
        re.IGNORECASE,
    ),
)
_SORTED = re.compile(
    rf"^(?:the\s+)?({TERM})\s+(?:is|are)\s+(?:already\s+|given\s+)?sorted\s+in\s+"
    r"(?:strictly\s+)?(ascending|increasing|non-decreasing|nondecreasing|"
    r"descending|decreasing|non-increasing|nonincreasing)\s+order\.?$",
    re.IGNORECASE,
)

_LETTERS = (
    r"(?: (?:english|latin|ascii))?(?: alphabet(?:ic)?)?(?: letters| characters)?"
    r"(?: (?:from )?'?{first}'?(?:\s*to\s*|\s*-\s*)'?{last}'?)?"
)
_SETS = (
    (
        r"(?:lower-?\s?case|small)" + _LETTERS.format(first="a", last="z"),
        string.ascii_lowercase,
    ),
    (
        r"(?:upper-?\s?case|capital)" + _LETTERS.format(first="A", last="Z"),
        string.ascii_uppercase,
    ),
    (r"(?:english|latin|ascii) letters", string.ascii_letters),
    (r"(?:decimal )?digits(?: (?:from )?'?0'?(?:\s*to\s*|\s*-\s*)'?9'?)?", string.digits),
    (r"(?:(?:single )?spaces?|a space)", " "),
)

Side = Literal["low", "high"]


def read_constraints(constraints: Sequence[str], signature: Signature) -> Rules:
    """The rules that the constraints state beyond doubt."""
    lines = [plain_text(line) for line in constraints]
    terms = Terms(signature)
    terms.learn(lines)
    return _Reading(terms).rules(lines)


@dataclass(slots=True)
class _Reading:
    terms: Terms
    bounds: list[Bound] = field(default_factory=list[Bound])
    characters: list[CharacterRule] = field(default_factory=list[CharacterRule])
    orders: list[OrderRule] = field(default_factory=list[OrderRule])
    contradictions: list[Contradiction] = field(default_factory=list[Contradiction])

    def rules(self, lines: Sequence[str]) -> Rules:
        unread: list[str] = []
        for line in lines:
            before = self._count()
            told = _OR_NULL.sub("", line)
            if _CONDITION.search(told) is None and _ABSOLUTE.search(told) is None:
                try:
                    self._read(told, line)
                except MisfitError as misfit:
                    self.contradictions.append(Contradiction(line, str(misfit)))
            if self._count() == before:
                unread.append(line)
        return Rules(
            tuple(self.bounds),
            tuple(self.characters),
            tuple(self.orders),
            tuple(self.contradictions),
            tuple(unread),
        )

    def _count(self) -> int:
        return sum(map(len, (self.bounds, self.characters, self.orders, self.contradictions)))

    def _read(self, told: str, line: str) -> None:
        for chain in chains(told):
            self._read_chain(chain, line)
        for match in _RANGE.finditer(told):
            low, high = read_number(match[3]), read_number(match[4])
            if low is not None and high is not None and match["open"] in (None, "["):
                for target in self._numbers(match[1]):
                    self._add(target, "low", low, line, is_open=False)
                    self._add(target, "high", high, line, is_open=match["close"] == ")")
        self._read_nodes(told, line)
        at_most = _AT_MOST.match(told)
        if at_most and (number := read_number(at_most[2])) is not None:
            for name in _names(at_most[1]):
                for target in self.terms.targets(f"{name}.length"):
                    self._add(target, "high", number, line, is_open=False)
        self._read_characters(told, line)
        self._read_orders(told, line)

    def _read_chain(self, chain: "list[str]", line: str) -> None:
        """A chain such as `["1", "<=", "nums.length", "<", "10^5"]`."""
        operands, signs = chain[0::2], chain[1::2]
        numbers = [read_number(operand) for operand in operands]
        for index, sign in enumerate(signs):
            left, right = numbers[index], numbers[index + 1]
            rising = sign[0] == "<"
            if left is not None and right is None:
                side: Side = "low" if rising else "high"
                for target in self._numbers(operands[index + 1]):
                    self._add(target, side, left, line, is_open=len(sign) == 1)
            elif right is not None and left is None:
                side = "high" if rising else "low"
                for target in self._numbers(operands[index]):
                    self._add(target, side, right, line, is_open=len(sign) == 1)

    def _numbers(self, text: str) -> Iterator[Target]:
        for name in _names(text):
            for target in self.terms.targets(name):
                if self.terms.is_number(target):
                    yield target

    def _add(
        self, target: Target, side: Side, value: Fraction, line: str, *, is_open: bool
    ) -> None:
        if self.terms.is_int(target):
            if value.denominator != 1:
                whole = value.numerator // value.denominator
                value, is_open = Fraction(whole if side == "high" else whole + 1), False
            elif is_open:
                value, is_open = value + (1 if side == "low" else -1), False
        bound = Bound(target, side, value, is_open, line)
        if bound not in self.bounds:
            self.bounds.append(bound)

    def _read_nodes(self, told: str, line: str) -> None:
        match = _NODES.search(told)
        if match is None:
            return
        low = read_number(match["a"] or match["c"])
        high = read_number(match["b"] or match["d"])
        kinds = (ReferenceType(name=LIST_NODE), ReferenceType(name=TREE_NODE))
        places = [
            index
            for index in range(len(self.terms.signature.parameters))
            if self.terms.type_at((index,)) in kinds
        ]
        if len(places) == 1 and low is not None and high is not None:
            target = Target((places[0],), "size", "the number of nodes")
            self._add(target, "low", low, line, is_open=False)
            self._add(target, "high", high, line, is_open=False)

    def _read_characters(self, told: str, line: str) -> None:
        match = _MADE_OF.match(told)
        allowed = _characters(match[2]) if match else None
        if match is None or allowed is None:
            return
        for name in _names(match[1]):
            for target in self.terms.targets(name):
                self._add_characters(target, allowed, line)

    def _add_characters(self, target: Target, allowed: frozenset[str], line: str) -> None:
        path = target.path
        while isinstance(type_ := self.terms.type_at(path), ArrayType):
            path = (*path, None)
        if type_ == STRING:
            rule = CharacterRule(Target(path, "value", target.name), allowed, line)
            self.characters.append(rule)
        elif type_ in (INT, FLOAT, BOOLEAN) and not allowed <= set(string.digits):
            message = f"{target.name}: the signature has no text there"
            self.contradictions.append(Contradiction(line, message))

    def _read_orders(self, told: str, line: str) -> None:
        in_order = _SORTED.match(told)
        if in_order:
            falling = in_order[2].lower() in {
                "descending", "decreasing", "non-increasing", "nonincreasing",
            }  # fmt: skip
            kind: Literal["ascending", "descending"] = "descending" if falling else "ascending"
            for target in self._arrays(in_order[1]):
                self.orders.append(OrderRule(target, kind, line))
        for pattern in _DISTINCT:
            match = pattern.match(told)
            if match:
                for target in self._arrays(match[1]):
                    self.orders.append(OrderRule(target, "distinct", line))
                return

    def _arrays(self, name: str) -> Iterator[Target]:
        for target in self.terms.targets(name):
            if isinstance(self.terms.type_at(target.path), ArrayType):
                yield target


def chains(line: str) -> list[list[str]]:
    """The chains of comparisons in a line: operands and signs by turns, all of them whole.

    >>> chains("roads[i] is [a, b] with 0 <= a <= 9 and 1 <= b")
    [['0', '<=', 'a', '<=', '9'], ['1', '<=', 'b']]
    """
    parts = _COMPARISON.split(line)
    found: list[list[str]] = []
    current: list[str] = _last_operand(parts[0])
    for index in range(1, len(parts), 2):
        sign, text = parts[index], parts[index + 1]
        is_end = index + 2 >= len(parts)
        whole = _whole_operand(text)
        if whole is not None:
            current = [*current, sign, whole] if current else [whole] if not is_end else []
            if is_end and len(current) > 2:
                found.append(current)
            continue
        first = _first_operand(text)
        if current and first:
            found.append([*current, sign, first])
        elif len(current) > 2:
            found.append(current)
        current = [] if is_end else _last_operand(text)
    return found


def _whole_operand(text: str) -> str | None:
    text = text.strip().rstrip(".;,")
    return text if re.fullmatch(_OPERAND, text) else None


def _first_operand(text: str) -> str:
    match = _FIRST.match(text)
    if match is None or not _is_cut_off_well(match["rest"]):
        return ""
    return match[1]


def _is_cut_off_well(rest: str) -> bool:
    """Whether an operand really ends where these words begin."""
    rest = rest.strip()
    return not rest or rest[0] in ",.;:)" or re.match(r"\(?[A-Za-z]", rest) is not None


def _last_operand(text: str) -> list[str]:
    match = _LAST.match(text)
    if match is None or _LEADS_IN.search(match["before"]) is None:
        return []
    return [match[2]]


def _names(text: str) -> list[str]:
    """`a, b and c` as its names; commas within brackets separate nothing."""
    return [name for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", text.strip()) if name]


def _characters(text: str) -> frozenset[str] | None:
    """The characters of `lowercase English letters, digits and '#'`, or None when in doubt."""
    allowed: set[str] = set()
    quoted = re.findall(r"['\"](.)['\"]", text)
    rest = re.sub(r"['\"](.)['\"]", " , ", text)
    for part in re.split(r"\s*,\s*|\s+(?:and|or)\s+", rest.strip()):
        words = re.sub(
            r"^(?:and|or|the|characters?|only)\s+", "", part.strip(), flags=re.IGNORECASE
        )
        words = re.sub(r"\s+only$", "", words, flags=re.IGNORECASE)
        if not words or words.lower() in {"and", "or"}:
            continue
        known = next(
            (
                characters
                for pattern, characters in _SETS
                if re.fullmatch(pattern, words, re.IGNORECASE)
            ),
            None,
        )
        if known is None:
            return None
        allowed |= set(known)
    return frozenset(allowed | set(quoted)) or None
