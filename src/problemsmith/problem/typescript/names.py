"""What type names mean in a signature's text, and what to say about those that mean nothing."""

from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    LIST_NODE,
    NULL,
    STRING,
    TREE_NODE,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    Type,
    union_of,
)

PRIMITIVES: dict[str, PrimitiveType] = {
    "number": INT,
    "Number": INT,
    "int": INT,
    "integer": INT,
    "bigint": INT,
    "BigInt": INT,
    "float": FLOAT,
    "double": FLOAT,
    "string": STRING,
    "String": STRING,
    "boolean": BOOLEAN,
    "Boolean": BOOLEAN,
    "true": BOOLEAN,
    "false": BOOLEAN,
    "null": NULL,
    "undefined": NULL,
}
"""Plain `number` is an int until an example shows another number; see `widen_numbers`."""

ARRAYS = frozenset({"Array", "ReadonlyArray"})
MAPS = frozenset({"Record", "Map", "ReadonlyMap"})
WRAPPERS = frozenset({"Readonly", "Required"})

_NO_JSON = "has no JSON form"
_VAGUE = "says nothing of the values: write their type"
_RETURN_IT = "is no value: return the answer, or the changed argument, instead"
_WRITE_OUT = "is not supported: write the type out"

REFUSED: dict[str, str] = {
    "any": _VAGUE,
    "unknown": _VAGUE,
    "object": _VAGUE,
    "Object": _VAGUE,
    "void": _RETURN_IT,
    "never": _RETURN_IT,
    "Promise": "is not supported: a solution answers at once",
    "Set": f"{_NO_JSON}: write an array",
    "ReadonlySet": f"{_NO_JSON}: write an array",
    "Function": _NO_JSON,
    "symbol": _NO_JSON,
    "new": _NO_JSON,
    "abstract": _NO_JSON,
    **dict.fromkeys(("Partial", "Pick", "Omit", "Exclude", "Extract", "NonNullable"), _WRITE_OUT),
    **dict.fromkeys(("keyof", "typeof", "infer", "unique", "asserts"), _WRITE_OUT),
}
"""Names of TypeScript that no signature can use, and why."""

HINTS: dict[str, str] = {
    "Date": f"{_NO_JSON}: write a string or a number",
    "RegExp": f"{_NO_JSON}: write a string",
    "bool": "is not TypeScript: write boolean",
    "str": "is not TypeScript: write string",
    "char": "is not TypeScript: write string",
    "long": "is not TypeScript: write int",
    "list": "is not TypeScript: write T[]",
    "List": "is not TypeScript: write T[]",
    "dict": "is not TypeScript: write Record<string, T>",
    "None": "is not TypeScript: write null",
    "Optional": "is not TypeScript: write T | null",
}
"""What to say about names that nothing declares and that people likely meant otherwise."""

_LIST_OR_NULL = union_of([ReferenceType(name=LIST_NODE), NULL])
_TREE_OR_NULL = union_of([ReferenceType(name=TREE_NODE), NULL])

BUILT_IN_DEFINITIONS: dict[str, ObjectType] = {
    LIST_NODE: ObjectType(properties={"val": INT, "next": _LIST_OR_NULL}),
    TREE_NODE: ObjectType(properties={"val": INT, "left": _TREE_OR_NULL, "right": _TREE_OR_NULL}),
}


def is_known_definition(name: str, definition: Type) -> bool:
    """Whether a declaration repeats what the name means anyway, and so may be passed over.

    Models often declare `ListNode` as LeetCode does, or `type int = number`.
    """
    if name in BUILT_IN_DEFINITIONS:
        return definition == BUILT_IN_DEFINITIONS[name]
    return name in PRIMITIVES and definition in (INT, PRIMITIVES[name])


def is_taken(name: str) -> bool:
    """Whether the name has a meaning of its own and cannot be declared."""
    return (
        name in PRIMITIVES
        or name in BUILT_IN_DEFINITIONS
        or name in REFUSED
        or name in ARRAYS | MAPS | WRAPPERS
    )
