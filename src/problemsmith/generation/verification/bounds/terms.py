"""What a name in a constraint means: `nums[i].length`, `|s|`, `len(rows[i])`, `node.val`, `day`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from problemsmith.generation.verification.bounds.rules import ANY, Target
from problemsmith.problem.shape import resolved, union_members
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    LIST_NODE,
    NULL,
    STRING,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    Type,
)

TERM = (
    r"(?:\|\s*[A-Za-z_]\w*(?:\[\w+\])*\s*\||len\(\s*[A-Za-z_]\w*(?:\[\w+\])*\s*\)"
    r"|[A-Za-z_]\w*(?:\[[^\[\]<>]*\]|\.[A-Za-z_]\w*(?:\(\))?)*)"
)
"""A pattern for a term."""

_SIZES = {"length", "length()", "size", "size()", "len", "count"}
_PART = re.compile(r"\[\s*([^\[\]]*?)\s*\]|\.([A-Za-z_]\w*(?:\(\))?)")
_PAIR = re.compile(
    rf"({TERM})\s*(?:is|are|=|==|:|holds|represents|contains)?\s*"
    r"(?:an?\s+(?:pair|triple|tuple|array|list|entry)\s+)?(?:of\s+the\s+form\s+)?"
    r"\[\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)+)\s*\]"
)
_ALIAS = re.compile(rf"^({TERM})\s*==?\s*({TERM})$")

_ATOMS = (INT, FLOAT, BOOLEAN)
"""Types without parts and without a size."""

PathPart = int | str | None


class MisfitError(Exception):
    """The term asks for something that the type it names does not have."""


@dataclass(slots=True)
class Terms:
    """The names that constraints may use, for one signature."""

    signature: Signature
    _aliases: dict[str, str] = field(default_factory=dict[str, str])
    _parts: dict[str, list[tuple[PathPart, ...]]] = field(
        default_factory=dict[str, list[tuple[PathPart, ...]]]
    )

    def learn(self, lines: Sequence[str]) -> None:
        """Take in `n == nums.length`, and the names of a pair's places."""
        for index, parameter in enumerate(self.signature.parameters):
            self._learn_properties((index,), parameter.type, depth=0)
        for line in lines:
            alias = _ALIAS.match(line.rstrip("."))
            if alias:
                self._learn_alias(alias[1], alias[2])
            for pair in _PAIR.finditer(line):
                self._learn_pair(pair[1], [name.strip() for name in pair[2].split(",")])

    def targets(self, term: str) -> list[Target]:
        """What the term stands for; empty for a name that means nothing here.

        Raises MisfitError for a known name that is used as what it is not.
        """
        written = term.strip()
        text, measure = _without_length(written)
        for _ in range(3):
            if text not in self._aliases:
                break
            text, inner = _without_length(self._aliases[text])
            measure = "size" if "size" in {measure, inner} else measure
        match = re.match(r"[A-Za-z_]\w*", text)
        if match is None:
            return []
        found: list[Target] = []
        for start in self._starts(match[0], text):
            rest = "" if match[0].lower() == "node" else text[match.end() :]
            target = self._follow(start, rest, measure, written)
            if target is not None:
                found.append(target)
        return found

    def type_at(self, path: Sequence[PathPart]) -> Type | None:
        """The type on a path, without null, or None where the path leads nowhere."""
        first = path[0] if path else None
        if not isinstance(first, int) or first >= len(self.signature.parameters):
            return None
        type_: Type | None = self._plain(self.signature.parameters[first].type)
        for part in path[1:]:
            type_ = self._inside(type_, part) if type_ is not None else None
        return type_

    def _starts(self, name: str, text: str) -> Iterator[tuple[PathPart, ...]]:
        """The places that a bare name stands for."""
        for index, parameter in enumerate(self.signature.parameters):
            if parameter.name == name:
                yield (index,)
                return
        if name.lower() == "node" and text.lower() in {"node.val", "node.value"}:
            for index, parameter in enumerate(self.signature.parameters):
                if self._plain(parameter.type) in (
                    ReferenceType(name=LIST_NODE),
                    ReferenceType(name=TREE_NODE),
                ):
                    yield (index, ANY)
            return
        known = self._parts.get(name, [])
        if len(known) == 1:
            yield known[0]

    def _follow(
        self, path: tuple[PathPart, ...], rest: str, measure: Literal["value", "size"], name: str
    ) -> Target | None:
        position = 0
        while position < len(rest):
            part = _PART.match(rest, position)
            if part is None:
                return None
            position = part.end()
            index, attribute = part[1], part[2]
            type_ = self.type_at(path)
            if attribute in _SIZES and not (
                isinstance(type_, ObjectType) and attribute in type_.properties
            ):
                if position < len(rest):
                    return None
                measure = "size"
            elif attribute is not None:
                path = (*path, attribute)
            elif not re.fullmatch(r"[A-Za-z_]\w*|\d+|\*|:?", index):
                return None
            elif index.isdigit() and isinstance(type_, TupleType | ArrayType):
                path = (*path, int(index))
            else:
                path = (*path, ANY)
            if self.type_at(path) is None:
                if type_ in _ATOMS:
                    raise MisfitError(f"{name}: the signature has a plain value there")
                return None
        return self._fitting(Target(path, measure, name))

    def _fitting(self, target: Target) -> Target | None:
        type_ = self.type_at(target.path)
        if target.measure == "value":
            return target
        if isinstance(type_, ArrayType | MapType | ReferenceType) or type_ == STRING:
            return target
        if type_ in _ATOMS and not target.name.startswith("|"):  # |k| is an absolute value
            raise MisfitError(f"{target.name}: the signature has no length there")
        return None

    def is_number(self, target: Target) -> bool:
        """Whether the target is a number, or the size of something."""
        return target.measure == "size" or self.type_at(target.path) in (INT, FLOAT)

    def is_int(self, target: Target) -> bool:
        """Whether the target can only be whole."""
        return target.measure == "size" or self.type_at(target.path) == INT

    def _plain(self, type_: Type) -> Type | None:
        members = [one for one in union_members(type_, self.signature) if one != NULL]
        return resolved(members[0], self.signature) if len(members) == 1 else None

    def _inside(self, type_: Type, part: PathPart) -> Type | None:
        inner: Type | None = None
        match type_:
            case ArrayType(items=items) if part is ANY or isinstance(part, int):
                inner = items
            case MapType(value_type=value) if part is ANY:
                inner = value
            case TupleType(items=places) if isinstance(part, int):
                inner = places[part] if part < len(places) else None
            case TupleType(items=places) if part is ANY and len(set(map(repr, places))) == 1:
                inner = places[0]
            case ObjectType(properties=properties) if isinstance(part, str):
                inner = properties.get(part)
            case ReferenceType() if part is ANY:
                inner = INT
            case _:
                if type_ == STRING and part is ANY:
                    inner = STRING
        return self._plain(inner) if inner is not None else None

    def _learn_properties(self, path: tuple[PathPart, ...], type_: Type, depth: int) -> None:
        plain = self._plain(type_)
        if depth > 4 or plain is None:
            return
        if isinstance(plain, ObjectType):
            for name, child in plain.properties.items():
                self._learn_name(name, (*path, name))
                self._learn_properties((*path, name), child, depth + 1)
        elif isinstance(plain, ArrayType):
            self._learn_properties((*path, ANY), plain.items, depth + 1)
        elif isinstance(plain, MapType):
            self._learn_properties((*path, ANY), plain.value_type, depth + 1)

    def _learn_alias(self, one: str, other: str) -> None:
        names = {parameter.name for parameter in self.signature.parameters}
        for name, meaning in ((one, other), (other, one)):
            if re.fullmatch(r"[A-Za-z_]\w*", name) and name not in names:
                self._aliases.setdefault(name, meaning)

    def _learn_pair(self, term: str, names: list[str]) -> None:
        try:
            targets = self.targets(term)
        except MisfitError:
            return
        for target in targets:
            path = target.path
            type_ = self.type_at(path)
            if isinstance(type_, ArrayType) and isinstance(self.type_at((*path, ANY)), TupleType):
                path = (*path, ANY)
                type_ = self.type_at(path)
            if isinstance(type_, TupleType | ArrayType):
                for place, name in enumerate(names):
                    self._learn_name(name, (*path, place))

    def _learn_name(self, name: str, path: tuple[PathPart, ...]) -> None:
        known = self._parts.setdefault(name, [])
        if path not in known:
            known.append(path)


def _without_length(text: str) -> tuple[str, Literal["value", "size"]]:
    """`|s|` and `len(s)` as the size of `s`."""
    text = text.strip()
    if text.startswith("|") and text.endswith("|"):
        return text[1:-1].strip(), "size"
    if text.startswith("len(") and text.endswith(")"):
        return text[4:-1].strip(), "size"
    return text, "value"
