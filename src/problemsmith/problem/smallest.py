"""The smallest value of a type, and how large it is."""

import math
from collections.abc import Iterable, Mapping

from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveName,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
    child_types,
)
from problemsmith.problem.wire import Json

_SMALLEST: dict[PrimitiveName, Json] = {
    "int": 0,
    "float": 0.0,
    "string": "",
    "boolean": False,
    "null": None,
}


def smallest_sizes(definitions: Mapping[str, Type]) -> dict[str, float]:
    """How many parts the smallest value of each named type has; infinite where there is none."""
    sizes = dict.fromkeys(definitions, math.inf)
    changed = True
    while changed:
        changed = False
        for name, definition in definitions.items():
            size = _size(definition, sizes)
            if size < sizes[name]:
                sizes[name] = size
                changed = True
    return sizes


def smallest_value(type_: Type, definitions: Mapping[str, Type]) -> Json:
    """The smallest value of a type: zeros, empty arrays, and the shortest way out of a recursion.

    `definitions` are those of a signature's named types.
    """
    return _value(type_, definitions, smallest_sizes(definitions))


def _size(type_: Type, sizes: Mapping[str, float]) -> float:
    match type_:
        case ReferenceType(name=name):
            return 1 if name in BUILT_IN_TYPES else sizes.get(name, math.inf)
        case UnionType(types=types):
            return _least(types, sizes)[0]
        case ObjectType() | TupleType():
            return 1 + sum(_size(child, sizes) for child in child_types(type_))
        case _:
            return 1


def _least(types: Iterable[Type], sizes: Mapping[str, float]) -> tuple[float, Type]:
    sized = [(_size(member, sizes), member) for member in types]
    return min(sized, key=lambda pair: pair[0])


def _value(type_: Type, definitions: Mapping[str, Type], sizes: Mapping[str, float]) -> Json:
    value: Json
    match type_:
        case PrimitiveType(type=name):
            value = _SMALLEST[name]
        case MapType():
            value = {}
        case TupleType(items=items):
            value = [_value(item, definitions, sizes) for item in items]
        case ObjectType(properties=properties):
            value = {name: _value(child, definitions, sizes) for name, child in properties.items()}
        case UnionType(types=types):
            value = _value(_least(types, sizes)[1], definitions, sizes)
        case ReferenceType(name=name) if name in definitions:
            value = _value(definitions[name], definitions, sizes)
        case ArrayType() | ReferenceType():
            value = []
    return value
