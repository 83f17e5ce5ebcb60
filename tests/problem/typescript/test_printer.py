from hypothesis import given

from problem.type_strategies import signatures
from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import (
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    ObjectType,
    ReferenceType,
    TupleType,
    UnionType,
)
from problemsmith.problem.typescript import (
    MAX_CHARACTERS,
    format_signature,
    inline_types,
    parse_signature,
)


@given(signatures)
def test_a_signature_printed_exactly_parses_back_the_same(signature):
    text = format_signature(signature, numbers="exact")
    assert parse_signature(text) == inline_types(signature)
    assert format_signature(parse_signature(text), numbers="exact") == text


@given(signatures)
def test_the_typescript_text_parses_back_with_the_same_names(signature):
    text = format_signature(signature)
    again = parse_signature(text)
    assert [p.name for p in again.parameters] == [p.name for p in signature.parameters]
    assert [p.optional for p in again.parameters] == [p.optional for p in signature.parameters]
    assert "float" not in text.replace("'", "") or "float" in str(signature)
    assert format_signature(again) == text


def node(name):
    return ReferenceType(name=name)


def test_numbers_are_number_in_typescript_and_int_or_float_exactly():
    signature = Signature(
        parameters=(
            Parameter(name="a", type=UnionType(types=(INT, FLOAT, NULL))),
            Parameter(name="b", type=ArrayType(items=UnionType(types=(INT, FLOAT)))),
        ),
        return_type=TupleType(items=(INT, FLOAT)),
    )
    assert format_signature(signature) == "(a: number | null, b: number[]): [number, number]"
    exactly = "(a: int | float | null, b: (int | float)[]): [int, float]"
    assert format_signature(signature, numbers="exact") == exactly


def test_named_types_are_written_in_place_and_recursive_ones_declared():
    point = NamedType(name="Point", definition=ObjectType(properties={"x": INT, "y": INT}))
    tree = NamedType(
        name="Tree",
        definition=ObjectType(
            properties={"at": node("Point"), "kids": ArrayType(items=node("Tree"))}
        ),
    )
    unused = NamedType(name="Unused", definition=ArrayType(items=node("Unused")))
    signature = Signature(
        parameters=(
            Parameter(name="root", type=node("Tree")),
            Parameter(name="p", type=node("Point")),
        ),
        return_type=STRING,
        named_types=(point, tree, unused),
    )
    assert format_signature(signature) == (
        "type Tree = { at: { x: number; y: number }; kids: Tree[] };\n"
        "(root: Tree, p: { x: number; y: number }): string"
    )


def test_types_that_would_grow_without_measure_in_place_keep_their_names():
    named = [NamedType(name="T0", definition=STRING)]
    for level in range(1, 40):
        below = node(f"T{level - 1}")
        named.append(
            NamedType(
                name=f"T{level}",
                definition=TupleType(items=(ArrayType(items=below), ArrayType(items=below))),
            )
        )
    signature = Signature(
        parameters=(Parameter(name="a", type=node("T39")),),
        return_type=INT,
        named_types=tuple(named),
    )
    text = format_signature(signature, numbers="exact")
    assert text.startswith("type T0 = string;\ntype T1 = [T0[], T0[]];\n")
    assert len(text) <= MAX_CHARACTERS
    assert parse_signature(text) == signature


def test_the_largest_signature_that_is_allowed_prints_within_what_is_parsed():
    leaf = UnionType(types=(INT, STRING, NULL))
    properties = {f"{index:>07}é": ArrayType(items=leaf) for index in range(78)}
    signature = Signature(
        parameters=(Parameter(name="a", type=ObjectType(properties=properties)),), return_type=INT
    )
    text = format_signature(signature, numbers="exact")
    assert len(text) <= MAX_CHARACTERS
    assert parse_signature(text) == signature
