import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import json_values
from problemsmith.problem.json_text import JsonError, canonical_json, parse_json


@given(json_values())
def test_a_value_written_and_read_again_is_the_same(value):
    text = canonical_json(value)
    assert text.isascii()
    assert canonical_json(parse_json(text)) == text


def test_canonical_text_has_sorted_keys_and_no_spaces():
    assert canonical_json({"b": [1, 2.5], "a": "é"}) == '{"a":"\\u00e9","b":[1,2.5]}'


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), [-float("inf")], {"a": float("nan")}]
)
def test_nan_and_infinities_are_not_written(value):
    with pytest.raises(JsonError, match="cannot be written"):
        canonical_json(value)


@given(st.integers(4_000, 20_000), st.sampled_from([1, -1]))
def test_integers_of_any_length_are_written_and_read(digits, sign):
    value = {"big": [sign * 10**digits, 0.5, None, "x"]}
    assert parse_json(canonical_json(value)) == value


def test_an_integer_that_would_take_minutes_to_read_is_refused():
    with pytest.raises(JsonError, match="an integer of 200000 digits; at most 100000"):
        parse_json("[" + "7" * 200_000 + "]")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"a', "not valid JSON: Unterminated string starting at line 1, column 1"),
        ("", "not valid JSON: Expecting value at line 1, column 1"),
        ("[1,\n 2,]", "line 2, column 4"),
        ("NaN", "NaN is not a JSON number"),
        ("[Infinity]", "Infinity is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not"),
        ("1e999", "1e999 is beyond the range"),
        ('{"a": 1, "b": 2, "a": 1}', 'the key "a" stands twice'),
        ("[" * 100_000, "nested too deeply; at most 200"),
        ("[" * 201 + "]" * 201, "nested too deeply; at most 200"),
        ("1 2", "Extra data"),
        ("{'a': 1}", "not valid JSON"),
    ],
)
def test_a_text_that_is_not_strict_json_is_refused_in_words(text, message):
    with pytest.raises(JsonError, match=message):
        parse_json(text)


def test_the_depth_allowed_is_exact_and_brackets_in_texts_do_not_count():
    assert parse_json("[" * 200 + "]" * 200)
    assert parse_json('["' + "[" * 1_000 + '"]') == ["[" * 1_000]
    assert len(parse_json("[" + "[]," * 500 + "[]]")) == 501


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(JsonError, match="has 12 characters; at most 10"):
        parse_json('"0123456789"', max_characters=10)


def test_a_value_too_deep_to_write_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(JsonError, match="nested too deeply"):
        canonical_json(value)
