"""The records of a signature as classes, for languages that need a class for each."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from problemsmith.judge.languages.names import pascal_case
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    ObjectType,
    ReferenceType,
    Type,
    child_types,
)

_NO_NAME = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class RecordField:
    """A property by its name in JSON, its name in the class, and its type."""

    key: str
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class: its name and fields, in the order of the properties."""

    name: str
    fields: tuple[RecordField, ...]


class RecordTypes:
    """The classes of a signature's records.

    A named type that is a record has a class of that name. A record without a name has one after
    the parameter or the property that it stands in. Records that are alike share a class. No class
    and no field has a `reserved` name.
    """

    def __init__(self, signature: Signature, reserved: Collection[str]) -> None:
        self._signature = signature
        self._reserved = frozenset(reserved)
        self._names: list[tuple[ObjectType, str]] = []
        self.boxes: dict[str, str] = {}
        """Class names for the named types that are no records and hold themselves, by their names:
        where a language cannot write such a type, a class with one field `value` stands for it."""
        for named in signature.named_types:
            if isinstance(named.definition, ObjectType):
                self._add(named.definition, named.name)
        for named in signature.named_types:
            self._find(named.definition, named.name)
            if not isinstance(named.definition, ObjectType) and self.is_recursive(named.definition):
                self.boxes[named.name] = self._free_class(named.name)
        for parameter in signature.parameters:
            self._find(parameter.type, parameter.name)
        self._find(signature.return_type, "result")

    @property
    def classes(self) -> tuple[RecordClass, ...]:
        """Every class."""
        return tuple(RecordClass(name, tuple(self._fields(type_))) for type_, name in self._names)

    @property
    def taken(self) -> frozenset[str]:
        """Names that nothing else may have: the reserved ones and those of the classes."""
        return self._reserved | {name for _, name in self._names} | {*self.boxes.values()}

    def class_of(self, type_: ObjectType) -> str:
        """The name of the class of a record of the signature."""
        return next(name for known, name in self._names if known == type_)

    def resolved(self, type_: Type) -> Type:
        """The type itself, or what a named type stands for."""
        while isinstance(type_, ReferenceType) and type_.name not in BUILT_IN_TYPES:
            type_ = self._signature.definitions[type_.name]
        return type_

    def is_recursive(self, type_: Type) -> bool:
        """Whether values of a type may hold values of that same type."""
        wanted = self.resolved(type_)
        seen: list[Type] = []
        pending = [self.resolved(it) for it in child_types(wanted)]
        while pending:
            it = pending.pop()
            if it == wanted:
                return True
            if it not in seen:
                seen.append(it)
                pending += [self.resolved(child) for child in child_types(it)]
        return False

    def _find(self, type_: Type, name: str) -> None:
        if isinstance(type_, ObjectType):
            if not any(known == type_ for known, _ in self._names):
                self._add(type_, name)
            for key, child in type_.properties.items():
                self._find(child, key)
        else:
            for child in child_types(type_):
                self._find(child, name)

    def _add(self, type_: ObjectType, wish: str) -> None:
        self._names.append((type_, self._free_class(wish)))

    def _free_class(self, wish: str) -> str:
        return _free(pascal_case(_NO_NAME.sub("_", wish)) or "Record", self.taken)

    def _fields(self, type_: ObjectType) -> Iterator[RecordField]:
        taken = set(self.taken)
        for key, child in type_.properties.items():
            name = free_name(key, taken)
            taken.add(name)
            yield RecordField(key, name, child)


def free_name(wish: str, taken: Collection[str]) -> str:
    """The name with its odd characters replaced, and unlike those that are taken."""
    return _free(_NO_NAME.sub("_", wish), taken)


def _free(wish: str, taken: Collection[str]) -> str:
    """The name, or one like it, that is an identifier and not taken."""
    name = wish if wish[:1].isalpha() or wish[:1] == "_" else f"_{wish}"
    while name in taken or name == "_":  # in Java a lone underscore is a keyword
        name += "_"
    return name
