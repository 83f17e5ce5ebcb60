"""The type tree: one description of values that drives every language.

Starter code, drivers, validation and checkers are all read off this tree. Its JSON form is the
`functionSignatureSchema` of the HTTP API.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from pydantic import Field

from problemsmith.problem.wire import WireModel

PrimitiveName = Literal["int", "float", "string", "boolean", "null"]


class PrimitiveType(WireModel):
    """A number, a text, a truth value, or null."""

    kind: Literal["primitive"] = "primitive"
    type: PrimitiveName


class ArrayType(WireModel):
    """A list of values of one type."""

    kind: Literal["array"] = "array"
    items: "Type"


class ObjectType(WireModel):
    """A record: named properties, all of them present."""

    kind: Literal["object"] = "object"
    properties: dict[str, "Type"]


class MapType(WireModel):
    """A dictionary with keys of one type (in JSON always written as text)."""

    kind: Literal["map"] = "map"
    key_type: "Type"
    value_type: "Type"


class TupleType(WireModel):
    """A list of fixed length with a type for each place."""

    kind: Literal["tuple"] = "tuple"
    items: tuple["Type", ...]


class UnionType(WireModel):
    """One of several types, most often a type or null."""

    kind: Literal["union"] = "union"
    types: tuple["Type", ...]


class ReferenceType(WireModel):
    """A type by its name: a named type of the signature, or `ListNode` or `TreeNode`."""

    kind: Literal["reference"] = "reference"
    name: str


Type = Annotated[
    PrimitiveType | ArrayType | ObjectType | MapType | TupleType | UnionType | ReferenceType,
    Field(discriminator="kind"),
]

for model in (ArrayType, ObjectType, MapType, TupleType, UnionType):
    model.model_rebuild()

INT = PrimitiveType(type="int")
FLOAT = PrimitiveType(type="float")
STRING = PrimitiveType(type="string")
BOOLEAN = PrimitiveType(type="boolean")
NULL = PrimitiveType(type="null")

LIST_NODE = "ListNode"
"""`ListNode(val, next)`: a linked list. It travels as the array of its values; `[]` is no list."""

TREE_NODE = "TreeNode"
"""`TreeNode(val, left, right)`: a binary tree. It travels in level order, null for a missing child,
no trailing nulls; `[]` is no tree."""

BUILT_IN_TYPES = frozenset({LIST_NODE, TREE_NODE})


def child_types(type_: Type) -> tuple[Type, ...]:
    """The types that stand directly inside this one; a reference has none."""
    match type_:
        case ArrayType():
            return (type_.items,)
        case ObjectType():
            return tuple(type_.properties.values())
        case MapType():
            return (type_.key_type, type_.value_type)
        case TupleType():
            return type_.items
        case UnionType():
            return type_.types
        case _:
            return ()


def with_children(type_: Type, change: Callable[[Type], Type]) -> Type:
    """The same type with each of the types directly inside it replaced by what `change` gives."""
    match type_:
        case ArrayType():
            return ArrayType(items=change(type_.items))
        case ObjectType():
            return ObjectType(
                properties={name: change(child) for name, child in type_.properties.items()}
            )
        case MapType():
            return MapType(key_type=change(type_.key_type), value_type=change(type_.value_type))
        case TupleType():
            return TupleType(items=tuple(map(change, type_.items)))
        case UnionType():
            return union_of(map(change, type_.types))
        case _:
            return type_


def union_of(members: Iterable[Type]) -> Type:
    """The union of the members: unions inside it opened, repeats dropped, one alone as itself."""
    flat: list[Type] = []
    for member in members:
        flat.extend(member.types if isinstance(member, UnionType) else [member])
    unique = [member for index, member in enumerate(flat) if member not in flat[:index]]
    return unique[0] if len(unique) == 1 else UnionType(types=tuple(unique))
