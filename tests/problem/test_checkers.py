import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import json_values, one_parameter
from problemsmith.problem.checker import (
    AnyOrderChecker,
    CustomChecker,
    ExactChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.checkers import MAX_EXPLANATION, default_checker, explain, matches
from problemsmith.problem.signature import NamedType
from problemsmith.problem.types import (
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    UnionType,
)

EXACT = ExactChecker()
FLOATS = FloatChecker()
ANY = AnyOrderChecker()
NESTED = NestedAnyOrderChecker()
ALL = (EXACT, FLOATS, ANY, NESTED)


@pytest.mark.parametrize(
    ("checker", "expected", "actual"),
    [
        (EXACT, 1, 1.0),
        (EXACT, 0, -0.0),
        (EXACT, [1, 2.0, "a", None, True], [1.0, 2, "a", None, True]),
        (EXACT, {"a": 1, "b": [2]}, {"b": [2], "a": 1}),
        (EXACT, 10**400, 10**400),
        (EXACT, [], []),
        (FLOATS, 1.0, 1.0000001),
        (FLOATS, 1e9, 1e9 + 100),
        (FLOATS, 0, 1e-7),
        (FLOATS, 3, 3.0000001),
        (FLOATS, [[0.5], {"mean": 2.0, "n": 3}], [[0.5000001], {"n": 3, "mean": 2}]),
        (FLOATS, 10**400, 10**400),
        (FLOATS, "a", "a"),
        (ANY, [1, 2, 2], [2, 1, 2]),
        (ANY, [[1, 2], [3]], [[3], [1, 2]]),
        (ANY, [1, "1"], ["1", 1.0]),
        (ANY, [{"a": 1, "b": 2}, {}], [{}, {"b": 2, "a": 1.0}]),
        (ANY, "not an array", "not an array"),
        (ANY, [], []),
        (NESTED, [[1, 2], [3, [4, 5]]], [[[5, 4], 3], [2, 1]]),
        (NESTED, {"groups": [[1, 2], []]}, {"groups": [[], [2, 1]]}),
        (NESTED, 5, 5.0),
    ],
)
def test_a_right_answer_matches(checker, expected, actual):
    assert matches(checker, expected, actual)
    assert explain(checker, expected, actual) is None


@pytest.mark.parametrize(
    ("checker", "expected", "actual", "words"),
    [
        (EXACT, True, 1, "$: expected true, found 1"),
        (EXACT, 0, False, "$: expected 0, found false"),
        (EXACT, 1, "1", '$: expected 1, found "1"'),
        (EXACT, None, [], "$: expected null, found []"),
        (EXACT, [], {}, "$: expected [], found {}"),
        (EXACT, [1, 2], [2, 1], "$[0]: expected 1, found 2"),
        (EXACT, [[1, 2], [3, 4]], [[1, 2], [3, 5]], "$[1][1]: expected 4, found 5"),
        (EXACT, [1], [1, 2], "$: expected 1 item, found 2: [1] against [1, 2]"),
        (EXACT, {"a": {"b": 1}}, {"a": {"b": 2}}, "$.a.b: expected 1, found 2"),
        (EXACT, {"a": 1}, {"b": 1}, '$: the key "a" is missing'),
        (EXACT, {}, {"b": 1}, '$: the key "b" is not expected'),
        (EXACT, 1, 1.0000001, "$: expected 1, found 1.0000001"),
        (EXACT, "a", "a ", '$: expected "a", found "a "'),
        (EXACT, "é", "e\u0301", "expected"),
        (EXACT, 10**20, float(10**20) * 1.0001, "expected"),
        (FLOATS, 1.0, 1.00001, "$: expected 1.0, found 1.00001"),
        (FLOATS, 1.0, "1.0", "expected 1.0"),
        (FLOATS, 1.0, True, "expected 1.0, found true"),
        (FLOATS, 10**9, 10**9 + 1, "expected 1000000000, found 1000000001"),
        (FLOATS, 10**400, 1e308, "about 401 digits, found 1e+308"),
        (FLOATS, 1e308, -1e308, "expected"),
        (FLOATS, [1.0, 2.0], [1.0], "expected 2 items, found 1"),
        (ANY, [1, 2, 2], [1, 1, 2], "$: in any order, the expected item 2 is missing; the item"),
        (ANY, [1, 2], [1, 2, 3], "the item [2], 3, is not expected; expected 2 items, found 3"),
        (ANY, [[1, 2]], [[2, 1]], "the expected item [1, 2] is missing"),
        (ANY, [1], [True], "the expected item 1 is missing; the item [0], true, is not"),
        (ANY, [1], {"0": 1}, '$: expected [1], found {"0": 1}'),
        (NESTED, [[1, 2], [3]], [[1], [2, 3]], "the expected item [1, 2] is missing"),
        (NESTED, {"a": [1, 2]}, {"a": [1, 3]}, "$.a: in any order, the expected item 2 is miss"),
        (NESTED, {"a": [1]}, {"b": [1]}, '$: expected {"a": [1]}, found {"b": [1]}'),
        (NESTED, ["ab"], ["ba"], 'the expected item "ab" is missing'),
        (NESTED, [1, [2]], [[1], 2], "the expected item 1 is missing"),
    ],
)
def test_a_wrong_answer_does_not_match_and_the_first_difference_is_told(
    checker, expected, actual, words
):
    assert not matches(checker, expected, actual)
    told = explain(checker, expected, actual)
    assert words in told
    assert len(told) <= MAX_EXPLANATION


@pytest.mark.parametrize("checker", ALL)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_nan_and_infinity_match_nothing_unless_both_are_marked_the_same(checker, value):
    assert not matches(checker, value, value)
    assert not matches(checker, [value], [value])
    assert not matches(checker, [1.0], [value])
    assert not matches(checker, [value], [1.0])
    assert matches(checker, ["NaN"], ["NaN"])


def test_a_custom_checker_is_left_to_the_sandbox():
    with pytest.raises(TypeError, match="run it in the sandbox"):
        matches(CustomChecker(code="def check(input, expected, actual): return True"), 1, 1)


@given(st.sampled_from(ALL), json_values())
def test_every_value_matches_itself(checker, value):
    assert matches(checker, value, value)


@given(st.sampled_from(ALL), json_values(), json_values())
def test_matching_does_not_depend_on_the_side_and_an_explanation_is_for_mismatches(
    checker, one, other
):
    if checker is not FLOATS:
        assert matches(checker, one, other) == matches(checker, other, one)
    assert matches(checker, one, other) == (explain(checker, one, other) is None)
    if matches(EXACT, one, other):
        assert all(matches(looser, one, other) for looser in ALL)
    if matches(ANY, one, other):
        assert matches(NESTED, one, other)


@given(st.lists(json_values(4), max_size=6), st.randoms(use_true_random=False))
def test_shuffled_items_match_in_any_order(items, rng):
    shuffled = items.copy()
    rng.shuffle(shuffled)
    assert matches(ANY, items, shuffled)
    assert not matches(ANY, items, [*shuffled, "one more"])


def shuffled_everywhere(value, rng):
    if isinstance(value, list):
        items = [shuffled_everywhere(item, rng) for item in value]
        rng.shuffle(items)
        return items
    if isinstance(value, dict):
        return {key: shuffled_everywhere(item, rng) for key, item in value.items()}
    return value


@given(json_values(), st.randoms(use_true_random=False))
def test_arrays_shuffled_at_every_depth_match_in_nested_any_order(value, rng):
    assert matches(NESTED, value, shuffled_everywhere(value, rng))


def nest(depth, innermost, *, key=None):
    value = innermost
    for _ in range(depth):
        value = [value] if key is None else {key: value}
    return value


@pytest.mark.parametrize("checker", ALL)
@pytest.mark.parametrize("key", [None, "k"])
def test_values_ten_thousand_levels_deep_are_compared(checker, key):
    one, same, other = (nest(10_000, leaf, key=key) for leaf in (1, 1, 2))
    assert matches(checker, one, same)
    told = explain(checker, one, other)
    assert told is not None
    assert len(told) <= MAX_EXPLANATION


@pytest.mark.parametrize("checker", ALL)
def test_values_of_many_items_are_compared(checker):
    rng = random.Random(1)
    items = [[rng.randrange(10), 0.5, "a"] for _ in range(30_000)]
    assert matches(checker, items, [list(item) for item in items])
    assert not matches(checker, items, [*items[:-1], [99, 0.5, "a"]])


def test_numbers_whose_hashes_collide_are_compared_as_quickly_as_others():
    # hash(n) is n modulo 2**61 - 1, so that in a dict keyed by these each would meet all others.
    colliding = [index * (2**61 - 1) for index in range(1, 20_001)]
    assert matches(ANY, colliding, colliding[::-1])


@pytest.mark.parametrize(
    "value", ["x" * 10_000, [10**5_000], ["y" * 1_000] * 1_000, {"z" * 9_999: 1}]
)
def test_an_explanation_is_short_whatever_the_values_are(value):
    for checker in ALL:
        assert len(explain(checker, value, [value])) <= MAX_EXPLANATION
        assert len(explain(checker, [value], [0])) <= MAX_EXPLANATION


def test_tolerances_are_those_of_the_checker():
    loose = FloatChecker(absolute=0.1, relative=0)
    assert matches(loose, 100.0, 100.05)
    assert not matches(loose, 100.0, 100.2)
    assert matches(FloatChecker(absolute=0, relative=0.01), 100.0, 100.9)
    assert matches(FloatChecker(absolute=0, relative=0), 0.5, 0.5)


@pytest.mark.parametrize("tolerance", [-1e-9, 2, float("nan"), float("inf")])
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance):
    with pytest.raises(ValueError, match="absolute"):
        FloatChecker(absolute=tolerance)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (INT, "exact"),
        (FLOAT, "float"),
        (ArrayType(items=ArrayType(items=FLOAT)), "float"),
        (MapType(key_type=STRING, value_type=INT), "exact"),
        (UnionType(types=(INT, NULL)), "exact"),
        (ReferenceType(name="ListNode"), "exact"),
        (ReferenceType(name="Place"), "float"),
        (ReferenceType(name="Chain"), "exact"),
    ],
)
def test_the_default_checker_is_float_where_floats_occur(type_, kind):
    signature = one_parameter(
        INT,
        NamedType(name="Place", definition=ObjectType(properties={"x": FLOAT})),
        NamedType(name="Chain", definition=ArrayType(items=ReferenceType(name="Chain"))),
    )
    assert default_checker(type_, signature).kind == kind
