"""Signatures and values that the tests of the languages share."""

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
    UnionType,
)
from problemsmith.problem.wire import Json

LIST = ReferenceType(name=LIST_NODE)
TREE = ReferenceType(name=TREE_NODE)
NAMED: dict[str, Type] = {
    "Edge": ObjectType(properties={"to": ReferenceType(name="Node"), "class": INT}),
    "Node": ObjectType(properties={"id": INT, "next node": ArrayType(items=INT)}),
    "Tree": ObjectType(properties={"kids": ArrayType(items=ReferenceType(name="Tree"))}),
}

VALUES: list[tuple[Type, Json]] = [
    (INT, 0),
    (INT, -(2**53) + 1),
    (INT, 2**53 + 1),
    (INT, -(2**63)),
    (INT, 10**40 + 7),
    (FLOAT, 0.1),
    (FLOAT, -1e-300),
    (FLOAT, 1.7976931348623157e308),
    (FLOAT, 3.0),
    (STRING, ""),
    (STRING, 'a"b\\c\n\u2028\u0000'),
    (STRING, "žluťoučký 🐎\U0001d518"),
    (BOOLEAN, True),
    (NULL, None),
    (ArrayType(items=INT), []),
    (ArrayType(items=ArrayType(items=INT)), [[1, 2**60], [], [-3]]),
    (ArrayType(items=STRING), ["a", "é", ""]),
    (TupleType(items=(INT, STRING, FLOAT)), [1, "x", 2.5]),
    (TupleType(items=()), []),
    (MapType(key_type=STRING, value_type=INT), {"a": 1, "__proto__": 2, "": 3}),
    (MapType(key_type=INT, value_type=FLOAT), {"-7": 1.5, "3": 2.0}),
    (MapType(key_type=BOOLEAN, value_type=INT), {"true": 1, "false": 0}),
    (UnionType(types=(INT, NULL)), None),
    (UnionType(types=(INT, NULL)), 5),
    (UnionType(types=(INT, STRING)), "5"),
    (ArrayType(items=UnionType(types=(LIST, NULL))), [[1, 2], []]),
    (LIST, [1, 2, 3]),
    (LIST, []),
    (ArrayType(items=LIST), [[1], [], [2, 3]]),
    (TREE, [1, None, 2, 3]),
    (TREE, []),
    (ReferenceType(name="Node"), {"id": 1, "next node": [2]}),
    (ReferenceType(name="Edge"), {"to": {"id": 1, "next node": []}, "class": 2}),
    (ReferenceType(name="Tree"), {"kids": [{"kids": []}, {"kids": [{"kids": []}]}]}),
]

# Of types that hold themselves, and of what languages with fixed types find hard.
ANY_OR_MORE: Type = UnionType(types=(INT, ArrayType(items=ReferenceType(name="Nested"))))
MORE_NAMED: dict[str, Type] = {
    **NAMED,
    "Nested": ANY_OR_MORE,
    "Chain": ObjectType(
        properties={
            "value": FLOAT,
            "next": UnionType(types=(ReferenceType(name="Chain"), NULL)),
            "by name": MapType(key_type=STRING, value_type=ReferenceType(name="Chain")),
        }
    ),
}
MORE_VALUES: list[tuple[Type, Json]] = [
    (ReferenceType(name="Nested"), [1, [2, [], [3]]]),
    (
        ReferenceType(name="Chain"),
        {
            "value": 1.5,
            "next": {"value": 2.0, "next": None, "by name": {}},
            "by name": {"ř": {"value": -0.5, "next": None, "by name": {}}},
        },
    ),
    (UnionType(types=(INT, STRING, NULL)), None),
    (UnionType(types=(ReferenceType(name="Chain"), INT)), 3),
    (ArrayType(items=UnionType(types=(INT, NULL))), [1, None]),
    (ArrayType(items=BOOLEAN), [True, False]),
    (ObjectType(properties={"x": INT, "long": ArrayType(items=STRING)}), {"x": 1, "long": ["a"]}),
    (
        ObjectType(properties={"Node": ReferenceType(name="Node"), "vector": STRING, "2 b": INT}),
        {"Node": {"id": 1, "next node": []}, "vector": "", "2 b": 3},
    ),
    (ArrayType(items=TupleType(items=(INT, INT))), [[1, 2], [3, 4]]),
    (TREE, [5, 4, 8, 11, None, 13, 4, 7, 2, None, None, None, 1]),
    (LIST, [-(2**63), 2**63 - 1]),
]
