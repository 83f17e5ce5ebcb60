"""The type tree to TypeScript text."""

import json
import re
from typing import Literal

from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import (
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
)
from problemsmith.problem.typescript.inline import inline_types

Numbers = Literal["typescript", "exact"]
"""How numbers are printed: both as `number`, or as `int` and `float`, which parse back exactly."""

_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_RECORD_KEYS = frozenset({"string", "int", "float"})


def format_signature(signature: Signature, *, numbers: Numbers = "typescript") -> str:
    """The signature as TypeScript types without a name: `(nums: number[], k: number): number`.

    Named types are expanded in place; one that contains itself stays by name, with its `type`
    declaration on a line before. With `numbers="exact"`, `parse_signature` gives back the same
    signature, apart from its function name, descriptions, and named types that were expanded.
    """
    plain = inline_types(signature)
    lines = [
        f"type {named.name} = {format_type(named.definition, numbers=numbers)};"
        for named in plain.named_types
    ]
    parameters = ", ".join(_parameter(parameter, numbers) for parameter in plain.parameters)
    lines.append(f"({parameters}): {format_type(plain.return_type, numbers=numbers)}")
    return "\n".join(lines)


def format_type(type_: Type, *, numbers: Numbers = "typescript") -> str:
    """One type as TypeScript text, with references by name."""
    match type_:
        case PrimitiveType(type=name):
            text = "number" if numbers == "typescript" and name in {"int", "float"} else name
        case ArrayType(items=items):
            text = format_type(items, numbers=numbers)
            text = f"({text})[]" if isinstance(items, UnionType) and " | " in text else f"{text}[]"
        case ObjectType(properties=properties):
            members = "; ".join(
                f"{_property_name(name)}: {format_type(child, numbers=numbers)}"
                for name, child in properties.items()
            )
            text = f"{{ {members} }}" if members else "{}"
        case MapType(key_type=key, value_type=value):
            generic = "Record" if _is_record_key(key) else "Map"
            key_text = format_type(key, numbers=numbers)
            text = f"{generic}<{key_text}, {format_type(value, numbers=numbers)}>"
        case TupleType(items=items):
            text = "[" + ", ".join(format_type(item, numbers=numbers) for item in items) + "]"
        case UnionType(types=types):
            text = " | ".join(dict.fromkeys(format_type(of, numbers=numbers) for of in types))
        case ReferenceType(name=name):
            text = name
    return text


def _parameter(parameter: Parameter, numbers: Numbers) -> str:
    mark = "?" if parameter.optional else ""
    return f"{parameter.name}{mark}: {format_type(parameter.type, numbers=numbers)}"


def _property_name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else json.dumps(name)


def _is_record_key(key: Type) -> bool:
    """Whether TypeScript takes the key in a `Record`; it takes no boolean there."""
    return isinstance(key, PrimitiveType) and key.type in _RECORD_KEYS
