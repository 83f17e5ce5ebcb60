"""The type tree as TypeScript writes it."""

import json

from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    LIST_NODE,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
    child_types,
)

_PRIMITIVES = {
    "int": "number",
    "float": "number",
    "string": "string",
    "boolean": "boolean",
    "null": "null",
}
_PLACEHOLDERS = {"int": "0", "float": "0", "string": '""', "boolean": "false", "null": "null"}
_NOTES = {
    LIST_NODE: "// Stands ready for you: class ListNode { val; next }\n"
    "// new ListNode(val = 0, next = null)\n",
    TREE_NODE: "// Stands ready for you: class TreeNode { val; left; right }\n"
    "// new TreeNode(val = 0, left = null, right = null)\n",
}
_RESERVED_TEXT = """
arguments await break case catch class const continue debugger default delete do else enum eval
export extends false finally for function if implements import in instanceof interface let new null
package private protected public return static super switch this throw true try typeof var void
while with yield
"""
_RESERVED = frozenset(_RESERVED_TEXT.split())


def identifier(name: str) -> str:
    """The name, with an underscore behind a reserved word."""
    return f"{name}_" if name in _RESERVED else name


def type_text(type_: Type) -> str:  # noqa: PLR0911  # one a kind
    """A type's text. An int is `number`; past 2**53 its values are bigints."""
    match type_:
        case PrimitiveType():
            return _PRIMITIVES[type_.type]
        case ArrayType():
            text = type_text(type_.items)
            return f"({text})[]" if " | " in text and text[-1] not in "]}>" else _array(text)
        case TupleType():
            return f"[{', '.join(map(type_text, type_.items))}]"
        case MapType():
            key = type_text(type_.key_type)  # a boolean cannot be a property's name
            return f"Record<{key if key == 'number' else 'string'}, {type_text(type_.value_type)}>"
        case ObjectType():
            parts = [f"{_property(key)}: {type_text(it)}" for key, it in type_.properties.items()]
            return f"{{ {'; '.join(parts)} }}" if parts else "{}"
        case UnionType():
            return " | ".join(dict.fromkeys(map(type_text, type_.types)))
        case ReferenceType():
            return f"{type_.name} | null" if type_.name in BUILT_IN_TYPES else type_.name


def type_definitions(signature: Signature) -> list[str]:
    """`type Edge = ...;` for each named type."""
    return [f"type {it.name} = {type_text(it.definition)};\n" for it in signature.named_types]


def class_notes(signature: Signature) -> list[str]:
    """Notes on the nodes that a signature uses."""
    pending: list[Type] = [it.type for it in signature.parameters]
    pending += [signature.return_type, *(it.definition for it in signature.named_types)]
    used: set[str] = set()
    while pending:
        type_ = pending.pop()
        if isinstance(type_, ReferenceType):
            used.add(type_.name)
        pending.extend(child_types(type_))
    return [note for name, note in _NOTES.items() if name in used]


def placeholder(type_: Type, signature: Signature, seen: tuple[str, ...]) -> str:  # noqa: PLR0911  # one a kind
    """A value of the type, so that the starter code gives a wrong answer and not an error."""
    match type_:
        case PrimitiveType():
            return _PLACEHOLDERS[type_.type]
        case ArrayType():
            return "[]"
        case MapType():
            return "{}"
        case TupleType():
            return f"[{', '.join(placeholder(it, signature, seen) for it in type_.items)}]"
        case ObjectType():
            parts = [
                f"{_property(key)}: {placeholder(it, signature, seen)}"
                for key, it in type_.properties.items()
            ]
            return f"{{ {', '.join(parts)} }}" if parts else "{}"
        case UnionType():
            texts = [placeholder(it, signature, seen) for it in type_.types]
            return "null" if "null" in texts else texts[0]
        case ReferenceType():
            definition = signature.definition_of(type_.name)
            if definition is None or type_.name in seen:
                return "null"
            return placeholder(definition, signature, (*seen, type_.name))


def _array(text: str) -> str:
    return f"Array<{text}>" if " | " in text else f"{text}[]"


def _property(name: str) -> str:
    return name if name.isidentifier() and name.isascii() and name != "__proto__" else _quoted(name)


def _quoted(name: str) -> str:
    # In brackets, since a plain `"__proto__": x` would set the prototype.
    return f'["{name}"]' if name == "__proto__" else json.dumps(name)
