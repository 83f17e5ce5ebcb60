"""How a value divides along its type, one level at a time.

Checking, converting, random values, near misses and shrinking all walk values with this, so that
they agree on what `ListNode`, `TreeNode`, maps and records are in JSON.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    INT,
    LIST_NODE,
    NULL,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveName,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
)
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import counted, short_json

TREE_ITEM = UnionType(types=(INT, NULL))
"""What stands in a tree's level order: a node's value, or null for a missing child."""

_PRIMITIVE_WORDS: dict[PrimitiveName, str] = {
    "int": "an int",
    "float": "a finite number",
    "string": "a string",
    "boolean": "a boolean",
    "null": "null",
}
_BUILT_IN_WORDS = {
    LIST_NODE: "an array (a ListNode)",
    TREE_NODE: "an array in level order (a TreeNode)",
}

_INT_KEY = re.compile(r"0|-?[1-9][0-9]{0,4299}")
_FLOAT_KEY = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(slots=True)
class Mismatch:
    """Where a value parts from its type. The path is built inside out, so it stands reversed."""

    expected: str
    found: str
    reversed_path: list[str | int] = field(default_factory=list[str | int])


def resolved(type_: Type, signature: Signature) -> Type:
    """The type behind a chain of names; `ListNode` and `TreeNode` stay references."""
    while isinstance(type_, ReferenceType):
        definition = signature.definition_of(type_.name)
        if definition is None:
            return type_
        type_ = definition
    return type_


def union_members(type_: Type, signature: Signature) -> tuple[Type, ...]:
    """The resolved alternatives of a type, with unions inside unions opened: at least one."""
    members: list[Type] = []
    pending = [type_]
    opened: set[str] = set()  # each name once: unions of unions could double with every level
    while pending:
        member = pending.pop()
        if isinstance(member, ReferenceType):
            if member.name in opened:
                continue
            opened.add(member.name)
            definition = signature.definition_of(member.name)
            if definition is None:
                members.append(member)
            else:
                pending.append(definition)
        elif isinstance(member, UnionType):
            pending.extend(reversed(member.types))
        else:
            members.append(member)
    return tuple(members)


def is_nullable(type_: Type, signature: Signature) -> bool:
    """Whether null is a value of the type."""
    return NULL in union_members(type_, signature)


def describe(type_: Type) -> str:
    """What a value of the type is, in few words."""
    match type_:
        case PrimitiveType(type=name):
            return _PRIMITIVE_WORDS[name]
        case TupleType(items=items):
            return f"an array of {counted(len(items), 'item')}"
        case UnionType(types=types):
            return " or ".join(dict.fromkeys(map(describe, types)))
        case ReferenceType(name=name):
            return _BUILT_IN_WORDS.get(name, name)
        case _:
            return "an array" if isinstance(type_, ArrayType) else "an object"


def shape_mismatch(value: Json, type_: Type) -> Mismatch | None:
    """Why the value itself, its parts aside, is not of a resolved type that is no union.

    A tree's level order is checked whole, since its items depend on each other.
    """
    fits = False
    match type_:
        case PrimitiveType(type=name):
            fits = is_primitive(value, name)
        case TupleType(items=items) if isinstance(value, list):
            if len(value) != len(items):
                return Mismatch(describe(type_), counted(len(value), "item"))
            fits = True
        case ObjectType() if isinstance(value, dict):
            return _properties_mismatch(value, type_)
        case MapType() if isinstance(value, dict):
            return _keys_mismatch(value, type_)
        case ReferenceType(name="TreeNode") if isinstance(value, list):
            return _tree_mismatch(value)
        case ArrayType() | ReferenceType(name="ListNode"):
            fits = isinstance(value, list)
        case _:
            pass
    return None if fits else Mismatch(describe(type_), short_json(value))


def children(value: Json, type_: Type) -> Iterator[tuple[str | int, Json, Type]]:
    """The parts of a value of the right shape: key or index, the part, and the part's type."""
    if isinstance(value, list):
        if isinstance(type_, TupleType):
            for index, (item, item_type) in enumerate(zip(value, type_.items, strict=True)):
                yield index, item, item_type
        else:
            item_type = array_item_type(type_) or NULL
            for index, item in enumerate(value):
                yield index, item, item_type
    elif isinstance(value, dict):
        if isinstance(type_, ObjectType):
            for name, property_type in type_.properties.items():
                yield name, value[name], property_type
        elif isinstance(type_, MapType):
            for key, item in value.items():
                yield key, item, type_.value_type


def array_item_type(type_: Type) -> Type | None:
    """The type of an item of an array, a `ListNode` or a `TreeNode`; None for other types."""
    match type_:
        case ArrayType(items=items):
            return items
        case ReferenceType(name="ListNode"):
            return INT
        case ReferenceType(name="TreeNode"):
            return TREE_ITEM
        case _:
            return None


def is_whole_text(text: str) -> bool:
    """Whether the text can be written as UTF-8; one with half a surrogate pair cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def key_fits(key: str, key_type: Type) -> bool:
    """Whether a map's key, always a text in JSON, reads as a value of its (resolved) key type."""
    match key_type:
        case PrimitiveType(type="string"):
            return is_whole_text(key)
        case PrimitiveType(type="int"):
            return _INT_KEY.fullmatch(key) is not None
        case PrimitiveType(type="float"):
            return _FLOAT_KEY.fullmatch(key) is not None and math.isfinite(float(key))
        case PrimitiveType(type="boolean"):
            return key in {"true", "false"}
        case _:
            return False


def is_primitive(value: Json, name: PrimitiveName) -> bool:
    """Whether the value is of the primitive type."""
    match name:
        case "int":
            return type(value) is int
        case "float":
            return type(value) is int or (isinstance(value, float) and math.isfinite(value))
        case "string":
            return isinstance(value, str) and is_whole_text(value)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None


def _properties_mismatch(value: dict[str, Json], type_: ObjectType) -> Mismatch | None:
    for name in type_.properties:
        if name not in value:
            return Mismatch("a value", "nothing", [name])
    for name, part in value.items():
        if name not in type_.properties:
            return Mismatch("no such property", short_json(part), [name])
    return None


def _keys_mismatch(value: dict[str, Json], type_: MapType) -> Mismatch | None:
    for key in value:
        if not key_fits(key, type_.key_type):
            return Mismatch(f"a key that reads as {describe(type_.key_type)}", short_json(key))
    return None


def _tree_mismatch(value: list[Json]) -> Mismatch | None:
    places = 1  # for the root; each node then opens two more
    for index, item in enumerate(value):
        if places == 0:
            return Mismatch("no item: every node above has its two children", "more", [index])
        places -= 1
        if type(item) is int:
            places += 2
        elif item is not None or index == 0:
            expected = "an int" if index == 0 else "an int or null"
            return Mismatch(expected, short_json(item), [index])
    if value and value[-1] is None:
        return Mismatch("no trailing null in a tree", "null", [len(value) - 1])
    return None
