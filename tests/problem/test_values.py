import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import json_values, one_parameter, signatures, types
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
)
from problemsmith.problem.values import (
    ValueMismatch,
    check_arguments,
    check_result,
    check_value,
    convert_arguments,
    convert_result,
    convert_value,
)

LIST = ReferenceType(name="ListNode")
TREE = ReferenceType(name="TreeNode")
POINT = ObjectType(properties={"x": INT, "label": UnionType(types=(STRING, NULL))})


def array(items):
    return ArrayType(items=items)


def union(*members):
    return UnionType(types=members)


def table(key, value):
    return MapType(key_type=key, value_type=value)


GOOD = [
    (INT, 0),
    (INT, -(10**4000)),
    (FLOAT, 1),
    (FLOAT, 1.0),
    (FLOAT, 10**400),
    (STRING, ""),
    (STRING, "é😀\x00"),
    (BOOLEAN, False),
    (NULL, None),
    (array(INT), []),
    (array(array(STRING)), [[], ["a"]]),
    (TupleType(items=(INT, STRING)), [1, "a"]),
    (TupleType(items=()), []),
    (POINT, {"label": None, "x": 1}),
    (table(STRING, INT), {"": 1}),
    (table(INT, INT), {"-12": 1, "0": 2}),
    (table(FLOAT, INT), {"1.5": 1, "-2e3": 2}),
    (table(BOOLEAN, INT), {"true": 1, "false": 2}),
    (union(INT, NULL), None),
    (union(array(INT), array(STRING)), ["a"]),
    (LIST, []),
    (LIST, [1, 2, 3]),
    (union(LIST, NULL), None),
    (TREE, []),
    (TREE, [1]),
    (TREE, [1, None, 2, 3]),
    (array(TREE), [[], [5, 4, None, 3]]),
]


@pytest.mark.parametrize(("type_", "value"), GOOD)
def test_a_value_of_the_type_is_accepted_and_converts_to_an_equal_one(type_, value):
    signature = one_parameter(type_)
    check_value(value, type_, signature)
    expected = [] if value is None and type_ == union(LIST, NULL) else value
    assert convert_value(value, type_, signature) == expected


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        (INT, True, "$: expected an int, found true"),
        (INT, 2.0, "$: expected an int, found 2.0"),
        (INT, "1", '$: expected an int, found "1"'),
        (FLOAT, True, "$: expected a finite number, found true"),
        (FLOAT, float("nan"), "$: expected a finite number, found NaN"),
        (FLOAT, float("inf"), "$: expected a finite number, found Infinity"),
        (BOOLEAN, 1, "$: expected a boolean, found 1"),
        (STRING, None, "$: expected a string, found null"),
        (STRING, "\ud800", "$: expected a string"),
        (NULL, 0, "$: expected null, found 0"),
        (array(INT), {"0": 1}, "$: expected an array, found {"),
        (array(INT), [1, None], "$[1]: expected an int, found null"),
        (array(array(INT)), [[1], [2, 3.5]], "$[1][1]: expected an int, found 3.5"),
        (TupleType(items=(INT, INT)), [1], "$: expected an array of 2 items, found 1 item"),
        (TupleType(items=(INT, STRING)), [1, 2], "$[1]: expected a string, found 2"),
        (POINT, {"x": 1}, "$.label: expected a value, found nothing"),
        (POINT, {"x": 1, "label": 2}, "$.label: expected a string or null, found 2"),
        (POINT, {"x": 1, "label": "", "y": 2}, "$.y: expected no such property, found 2"),
        (table(INT, INT), {"1": "a"}, '$["1"]: expected an int, found "a"'),
        (table(INT, INT), {"01": 1}, '$: expected a key that reads as an int, found "01"'),
        (table(INT, INT), {"-0": 1}, "a key that reads as an int"),
        (table(INT, INT), {"\u0661": 1}, "a key that reads as an int"),
        (table(FLOAT, INT), {"1e999": 1}, "a key that reads as a finite number"),
        (table(FLOAT, INT), {"nan": 1}, "a key that reads as a finite number"),
        (table(BOOLEAN, INT), {"True": 1}, "a key that reads as a boolean"),
        (table(STRING, INT), {"\udfff": 1}, "a key that reads as a string"),
        (union(INT, NULL), "a", '$: expected an int or null, found "a"'),
        (union(array(INT), NULL), [1, "a"], '$[1]: expected an int, found "a"'),
        (union(array(INT), array(STRING)), [1, "a"], "$: expected an array, found [1,"),
        (LIST, None, "$: expected an array (a ListNode), found null"),
        (LIST, [1, None], "$[1]: expected an int, found null"),
        (TREE, [None], "$[0]: expected an int, found null"),
        (TREE, [1, None], "$[1]: expected no trailing null in a tree, found null"),
        (TREE, [1, None, None, 2], "$[3]: expected no item: every node above"),
        (TREE, [1, "a"], '$[1]: expected an int or null, found "a"'),
        (TREE, [1, True], "$[1]: expected an int or null, found true"),
    ],
)
def test_another_value_is_refused_with_place_and_reason(type_, value, message):
    with pytest.raises(ValueMismatch) as caught:
        check_value(value, type_, one_parameter(type_))
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("type_", "value", "converted"),
    [
        (INT, 2.0, 2),
        (INT, -0.0, 0),
        (INT, 1e300, int(1e300)),
        (FLOAT, 2, 2),
        (array(INT), [1.0, 2], [1, 2]),
        (POINT, {"x": 3.0}, {"x": 3, "label": None}),
        (LIST, None, []),
        (union(LIST, NULL), None, []),
        (union(NULL, TREE), None, []),
        (union(INT, NULL), None, None),
        (TREE, [1.0, None, 2, None, None], [1, None, 2]),
        (TREE, [None, None], []),
        (union(INT, FLOAT), 2.0, 2.0),
        (union(STRING, INT), 2.0, 2),
        (union(array(INT), array(STRING)), [2.0, 3], [2, 3]),
        (union(array(INT), array(FLOAT)), [2.0, 3], [2.0, 3]),
        (table(STRING, INT), {"a": 1.0}, {"a": 1}),
    ],
)
def test_a_value_converts_when_nothing_is_lost(type_, value, converted):
    signature = one_parameter(type_)
    before = copy.deepcopy(value)
    result = convert_value(value, type_, signature)
    assert result == converted
    assert type(result) is type(converted)
    assert value == before
    check_value(result, type_, signature)


@pytest.mark.parametrize(
    ("type_", "value"),
    [(INT, 2.5), (INT, True), (INT, float("inf")), (STRING, 1), (POINT, {}), (TREE, [None, 1])],
)
def test_a_value_does_not_convert_when_something_would_be_lost(type_, value):
    with pytest.raises(ValueMismatch):
        convert_value(value, type_, one_parameter(type_))


@given(types, json_values())
def test_what_converts_is_of_the_type_and_what_is_of_the_type_converts(type_, value):
    signature = one_parameter(type_)
    try:
        check_value(value, type_, signature)
        fits = True
    except ValueMismatch:
        fits = False
    try:
        converted = convert_value(value, type_, signature)
    except ValueMismatch:
        assert not fits
    else:
        check_value(converted, type_, signature)
        assert convert_value(converted, type_, signature) == converted


@given(signatures, json_values())
def test_any_value_against_any_signature_fits_or_is_refused_in_words(signature, value):
    try:
        check_result(value, signature)
    except ValueMismatch as mismatch:
        told = str(mismatch)
    else:
        told = "$.result: it fits"
    assert told.startswith("$.result")
    assert len(told) < 600


TWO = Signature(
    parameters=(
        Parameter(name="items", type=array(array(array(POINT)))),
        Parameter(name="k", type=INT, optional=True),
    ),
    return_type=FLOAT,
)


def test_the_path_of_an_argument_begins_with_its_index():
    with pytest.raises(ValueMismatch, match=r"^\$\.arguments\[0\]\[1\]\[0\]\[0\]\.x: expected"):
        check_arguments([[[], [[{"x": "a", "label": None}]]]], TWO)


@pytest.mark.parametrize("arguments", [[[]], [[], 1], [[], None]])
def test_an_optional_argument_may_be_left_off_or_null(arguments):
    check_arguments(arguments, TWO)
    assert convert_arguments(arguments, TWO) == arguments


@pytest.mark.parametrize("arguments", [[], [[], 1, 2]])
def test_a_wrong_number_of_arguments_is_told_with_the_names(arguments):
    with pytest.raises(
        ValueMismatch, match=rf"expected 1 to 2 arguments \(items, k\), found {len(arguments)}"
    ):
        check_arguments(arguments, TWO)


def test_a_result_converts_under_its_own_path():
    assert convert_result(None, one_parameter(LIST)) == []
    with pytest.raises(ValueMismatch, match=r"^\$\.result: "):
        convert_result("a", TWO)


CHAIN = one_parameter(
    ReferenceType(name="Chain"),
    NamedType(
        name="Chain",
        definition=union(ObjectType(properties={"next": ReferenceType(name="Chain")}), NULL),
    ),
)


def chain(length):
    value = None
    for _ in range(length):
        value = {"next": value}
    return value


def test_a_recursive_value_is_accepted_up_to_the_depth_that_travels():
    check_arguments([chain(200)], CHAIN)
    with pytest.raises(ValueMismatch, match="expected at most 200 levels") as caught:
        check_arguments([chain(10_000)], CHAIN)
    assert len(str(caught.value)) < 300


def test_nested_unions_that_differ_only_far_inside_do_not_take_exponential_time():
    fork = NamedType(
        name="Fork",
        definition=union(
            ObjectType(properties={"next": ReferenceType(name="Fork"), "tag": INT}),
            ObjectType(properties={"next": ReferenceType(name="Fork"), "tag": FLOAT}),
            NULL,
        ),
    )
    signature = one_parameter(ReferenceType(name="Fork"), fork)
    value = {"next": "wrong", "tag": 1}
    for _ in range(198):
        value = {"next": value, "tag": 1}
    with pytest.raises(ValueMismatch):
        check_arguments([value], signature)
    with pytest.raises(ValueMismatch):
        convert_arguments([value], signature)


def test_unions_of_unions_do_not_double_with_every_level():
    levels = [NamedType(name="T0", definition=union(INT, NULL))]
    for level in range(1, 60):
        below = ReferenceType(name=f"T{level - 1}")
        levels.append(NamedType(name=f"T{level}", definition=union(below, below)))
    signature = one_parameter(ReferenceType(name="T59"), *levels)
    assert convert_arguments([2.0], signature) == [2]


@given(st.integers(0, 3))
def test_a_large_array_is_walked_without_trouble(wrong):
    value = [[index, "a" * wrong] for index in range(2_000)]
    signature = one_parameter(array(TupleType(items=(INT, STRING))))
    check_arguments([value], signature)
