import copy
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problem.type_strategies import signatures
from problemsmith.problem.near_misses import near_misses
from problemsmith.problem.random_values import random_arguments
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.values import ValueMismatch, canonical_json, check_arguments


def fits(arguments, signature):
    try:
        check_arguments(arguments, signature)
    except ValueMismatch:
        return False
    return True


@given(signatures, st.integers(0, 2**32))
@settings(max_examples=40)
def test_near_misses_are_different_described_and_marked_and_leave_the_arguments(signature, seed):
    arguments = random_arguments(signature, Random(seed), 3)
    before = copy.deepcopy(arguments)
    found = list(near_misses(arguments, signature, Random(seed), 25))
    assert arguments == before
    assert 1 <= len(found) <= 25
    texts = {canonical_json(miss.arguments) for miss in found}
    assert len(texts) == len(found)
    assert canonical_json(arguments) not in texts
    for miss in found:
        assert miss.what.startswith("$.arguments")
        assert len(miss.what) < 400
        assert miss.well_typed == fits(miss.arguments, signature)
    again = list(near_misses(arguments, signature, Random(seed), 25))
    assert [miss.what for miss in again] == [miss.what for miss in found]


def made(text, arguments, limit=10_000):
    found = list(near_misses(arguments, parse_signature(text), Random(3), limit))
    return [miss.arguments for miss in found], found


def test_numbers_go_one_past_what_was_seen_and_to_the_usual_edges():
    arguments, found = made("(nums: int[], k: int): int", [[4, 2, 8], 2])
    for expected in (
        [[9, 2, 8], 2],
        [[1, 2, 8], 2],
        [[4, 2, 8], 3],
        [[4, 2, 8], 1],
        [[4, 2, 8], 0],
        [[4, 2, 8], -2],
        [[4, 2, 8], 4],  # one past the length
        [[], 2],
        [[2, 8], 2],
        [[4, 2], 2],
        [[8, 2, 4], 2],
    ):
        assert expected in arguments
    assert any(len(nums) > 100_000 for nums, *_ in arguments if isinstance(nums, list))
    assert any(type(a[-1]) is int and abs(a[-1]) > 10**9 for a in arguments)
    assert {"$.arguments[1]: past a length of 3: 4 for 2"} <= {miss.what for miss in found}


def test_types_are_broken_and_marked():
    _, found = made("(nums: int[], s: string, ok: boolean): int", [[1], "ab", True])
    wrong = [miss.arguments for miss in found if not miss.well_typed]
    for expected in (
        [[1], "ab"],
        [[1], "ab", True, 0],
        [None, "ab", True],
        [["1"], "ab", True],
        [[1.5], "ab", True],
        [[True], "ab", True],
        [[1, None], "ab", True],
        [[1], None, True],
        [[1], "ab", 1],
        [[1], "ab", "true"],
    ):
        assert expected in wrong
    assert [[1], "ab", False] in [miss.arguments for miss in found if miss.well_typed]


def test_records_lose_and_gain_properties_and_tuples_items():
    arguments, _ = made("(p: {x: int; y: int}, t: [int, int]): int", [{"x": 1, "y": 2}, [3, 4]])
    assert [{"x": 1}, [3, 4]] in arguments
    assert [{"x": 1, "y": 2, "unexpected": 0}, [3, 4]] in arguments
    assert [{"x": 1, "y": 2}, [3]] in arguments
    assert [{"x": 1, "y": 2}, [3, 4, 0]] in arguments


def test_neighbouring_arguments_change_places():
    arguments, _ = made("(low: int, high: int): int", [1, 5])
    assert [5, 1] in arguments


def test_a_small_limit_still_brings_many_kinds():
    _, found = made("(nums: int[], k: int): int", [[4, 2, 8], 2], limit=12)
    assert len(found) == 12
    assert any(miss.well_typed for miss in found)
    assert any(not miss.well_typed for miss in found)


def test_large_arguments_are_sampled():
    signature = parse_signature("(grid: int[][]): int")
    grid = [[row * column for column in range(300)] for row in range(300)]
    assert len(list(near_misses([grid], signature, Random(1), 20))) == 20


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ValueMismatch):
        list(near_misses(["a"], parse_signature("(a: int): int"), Random(1), 5))
