import pytest
from pydantic import ValidationError

from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    UnionType,
    union_of,
)


def named(name, definition):
    return NamedType(name=name, definition=definition)


def ref(name):
    return ReferenceType(name=name)


def record(**properties):
    return ObjectType(properties=properties)


def nested(depth):
    type_ = INT
    for _ in range(depth - 1):
        type_ = ArrayType(items=type_)
    return type_


def signature(*types, named_types=(), names=None, optional=()):
    names = names or [f"p{index}" for index in range(len(types))]
    return Signature(
        parameters=tuple(
            Parameter(name=name, type=type_, optional=name in optional)
            for name, type_ in zip(names, types, strict=True)
        ),
        return_type=INT,
        named_types=tuple(named_types),
    )


@pytest.mark.parametrize(
    ("types", "named_types"),
    [
        ([INT] * 20, []),
        ([nested(32)], []),
        ([ref("ListNode"), ref("TreeNode")], []),
        ([ref("A")], [named("A", record(next=UnionType(types=(ref("A"), NULL))))]),
        ([ref("A")], [named("A", record(kids=ArrayType(items=ref("A"))))]),
        ([ref("A")], [named("A", MapType(key_type=STRING, value_type=ref("A")))]),
        (
            [ref("A")],
            [named("A", record(b=ref("B"))), named("B", UnionType(types=(INT, ref("A"))))],
        ),
        ([ref("A")], [named("A", ref("B")), named("B", INT)]),
    ],
)
def test_a_sound_signature_is_taken_and_travels(types, named_types):
    made = signature(*types, named_types=named_types)
    assert Signature.model_validate(made.to_wire()) == made


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (signature, "at least one parameter"),
        (lambda: signature(*[INT] * 21), "21 parameters; at most 20"),
        (lambda: signature(INT, INT, names=["a", "a"]), "two parameters are called a"),
        (lambda: signature(INT, names=["1a"]), '"1a" is no name'),
        (lambda: signature(INT, names=[""]), '"" is no name'),
        (lambda: signature(INT, names=["a b"]), '"a b" is no name'),
        (lambda: signature(INT, names=["gr\u00f6\u00dfe"]), "is no name"),
        (lambda: signature(INT, names=["a" * 65]), "is no name"),
        (lambda: signature(INT, names=["a\n"]), "is no name"),
        (
            lambda: signature(INT, INT, names=["a", "b"], optional=["a"]),
            "the required parameter b stands after the optional a",
        ),
        (lambda: signature(ref("A")), 'the type "A" is not defined'),
        (
            lambda: signature(INT, named_types=[named("A", INT), named("A", INT)]),
            "two named types are called A",
        ),
        (lambda: signature(INT, named_types=[named("ListNode", INT)]), "ListNode is built in"),
        (lambda: signature(nested(33)), "more than 32 levels deep"),
        (lambda: signature(TupleType(items=(INT,) * 400)), "402 types; at most 400"),
        (lambda: signature(record(**{"x" * 100 + str(i): INT for i in range(2)})), "no property"),
        (lambda: signature(record(**{"": INT})), '"" is no property name'),
        (lambda: signature(record(**{"a\n": INT})), "is no property name"),
        (lambda: signature(record(**{"\ud800": INT})), "is no property name"),
        (
            lambda: signature(record(**{"x" * 95 + str(i): INT for i in range(40)})),
            "at most 3000",
        ),
        (lambda: signature(UnionType(types=(INT,))), "a union needs at least two types"),
        (lambda: signature(UnionType(types=())), "a union needs at least two types"),
        (
            lambda: signature(MapType(key_type=NULL, value_type=INT)),
            "a map's key must be a string, an int, a float or a boolean",
        ),
        (
            lambda: signature(INT, named_types=[named("A", record(next=ref("A")))]),
            "the type A contains itself without end",
        ),
        (
            lambda: signature(
                INT,
                named_types=[
                    named("A", record(b=ref("B"))),
                    named("B", TupleType(items=(ref("A"),))),
                ],
            ),
            "contains itself without end",
        ),
        (
            lambda: signature(INT, named_types=[named("A", UnionType(types=(ref("A"), NULL)))]),
            "the type A is defined as itself",
        ),
        (
            lambda: signature(INT, named_types=[named("A", ref("B")), named("B", ref("A"))]),
            "is defined as itself",
        ),
        (
            lambda: signature(
                INT,
                named_types=[named("T0", INT)]
                + [
                    named(f"T{level}", TupleType(items=(ref(f"T{level - 1}"),) * 2))
                    for level in range(1, 40)
                ],
            ),
            "even the smallest value of the type T9 has more than 1000 parts",
        ),
        (lambda: Signature(parameters=(), return_type=INT, version=2), "version"),
    ],
)
def test_a_signature_that_some_language_cannot_carry_is_refused_in_words(make, reason):
    with pytest.raises(ValidationError) as caught:
        make()
    assert reason in str(caught.value)


def test_a_type_nested_without_end_is_refused_before_it_is_walked():
    deep = {"kind": "primitive", "type": "int"}
    for _ in range(5_000):
        deep = {"kind": "array", "items": deep}
    with pytest.raises(ValidationError):
        Signature.model_validate({"parameters": [{"name": "a", "type": deep}], "returnType": deep})


def test_a_union_opens_inner_unions_and_drops_repeats():
    assert union_of([INT, UnionType(types=(NULL, INT)), FLOAT]) == UnionType(
        types=(INT, NULL, FLOAT)
    )
    assert union_of([BOOLEAN, BOOLEAN]) == BOOLEAN
