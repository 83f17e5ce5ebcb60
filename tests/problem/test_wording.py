import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import json_values
from problemsmith.problem.wording import counted, place, short_json


@given(json_values(), st.integers(10, 80))
def test_a_preview_is_never_longer_than_asked(value, limit):
    assert len(short_json(value, limit)) <= limit


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ([1, 2.5, None, True, "é"], '[1, 2.5, null, true, "é"]'),
        ({"a": {"b": []}}, '{"a": {"b": []}}'),
        (float("nan"), "NaN"),
        (10**200, "an integer of about 201 digits"),
        (-(10**9), "-1000000000"),
        ("x" * 100, '"' + "x" * 56 + "..."),
    ],
)
def test_a_preview_is_json_as_far_as_it_goes(value, shown):
    assert short_json(value) == shown


def test_a_preview_of_a_huge_or_deep_value_is_cut_off():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    for value in (deep, list(range(10**6)), "y" * 10**7, 10**50_000, {"k" * 10**6: 1}):
        assert len(short_json(value)) <= 60


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ([], "$"),
        ([0, "name", 3], "$[0].name[3]"),
        (["first name", "1", ""], '$["first name"]["1"][""]'),
        (list(range(100)), "$[0][1][2][3][4][5][6][7]...[92][93][94][95][96][97][98][99]"),
    ],
)
def test_a_place_reads_like_a_json_path_and_is_bounded(path, shown):
    assert place("$", path) == shown


def test_a_count_has_its_noun():
    assert (counted(1, "item"), counted(0, "item"), counted(2, "item")) == (
        "1 item",
        "0 items",
        "2 items",
    )
