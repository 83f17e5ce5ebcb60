import copy
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from problem.type_strategies import signatures
from problemsmith.problem.complexity import complexity
from problemsmith.problem.random_values import random_arguments
from problemsmith.problem.shrink import shrink_candidates
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.values import ValueMismatch, check_arguments


@given(signatures, st.integers(0, 2**32))
@settings(max_examples=40)
def test_candidates_fit_the_signature_are_simpler_and_leave_the_arguments(signature, seed):
    arguments = random_arguments(signature, Random(seed), 3)
    before = copy.deepcopy(arguments)
    for candidate in shrink_candidates(arguments, signature):
        check_arguments(candidate, signature)
        assert complexity(candidate) < complexity(arguments)
    assert arguments == before


def shrunk(text, arguments, differs):
    """The arguments that a greedy search ends with, and how many candidates it tried."""
    signature = parse_signature(text)
    assert differs(*arguments)
    tried = 0
    found = True
    while found:
        found = False
        for candidate in shrink_candidates(arguments, signature):
            tried += 1
            if differs(*candidate):
                arguments, found = candidate, True
                break
    return arguments, tried


def has_repeat(items):
    return len(set(items)) < len(items)


def depth(record):
    return 0 if record is None else 1 + depth(record["next"])


@pytest.mark.parametrize(
    ("text", "arguments", "differs", "smallest"),
    [
        (
            "(nums: int[]): int",
            [[31, -7, 12, 99, 4, 55, -7, 23, 8, 16]],
            has_repeat,
            [[0, 0]],
        ),
        ("(nums: int[]): int", [list(range(200))], lambda nums: max(nums, default=0) > 10, [[11]]),
        ("(n: int): int", [123_456_789], lambda n: n >= 1_000, [1_000]),
        ("(n: int): int", [-987_654], lambda n: n < -2, [-3]),
        ("(x: float): float", [123.456], lambda x: x > 1, [2.0]),
        ("(s: string): int", ["hello, (world)!"], lambda s: "(" in s, ["("]),
        ("(s: string): int", ["level up 42"], lambda s: len(s) >= 3, ["aaa"]),
        (
            "(nums: int[], n: int): int",
            [[5, 3, 9, 1, 7, 7, 2], 7],
            lambda nums, n: len(nums) == n and has_repeat(nums),
            [[0, 0], 2],
        ),
        (
            "(values: int[], weights: int[]): int",
            [[5, 3, 9, 1], [2, 8, 8, 4]],
            lambda values, weights: len(values) == len(weights) and has_repeat(weights),
            [[0, 0], [0, 0]],
        ),
        (
            "(grid: int[][]): int",
            [[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]],
            lambda grid: len({len(row) for row in grid}) == 1 and any(7 in row for row in grid),
            [[[7]]],
        ),
        (
            "(root: TreeNode | null): int",
            [[5, 3, 8, 1, 4, 7, 9, None, 2]],
            lambda root: root is not None and len(root) >= 2 and 8 in root,
            [[8, 0]],
        ),
        (
            "(m: Record<string, int>): int",
            [{"a": 4, "b": 9, "c": 2}],
            lambda m: 9 in m.values(),
            [{"b": 9}],
        ),
        (
            "type L = {v: int; next: L | null}; (l: L): int",
            [{"v": 3, "next": {"v": 4, "next": {"v": 5, "next": {"v": 6, "next": None}}}}],
            lambda record: depth(record) >= 2,
            [{"v": 0, "next": {"v": 0, "next": None}}],
        ),
        ("(a: int | null, b: boolean): int", [4, True], lambda a, b: True, [None, False]),
    ],
)
def test_a_greedy_search_ends_at_the_smallest_arguments(text, arguments, differs, smallest):
    found, tried = shrunk(text, arguments, differs)
    assert found == smallest
    assert tried < 1_500


def test_a_large_array_shrinks_in_few_tries():
    nums = list(range(5_000))
    found, tried = shrunk("(nums: int[]): int", [nums], lambda nums: 1_234 in nums)
    assert found == [[1_234]]
    assert tried < 500


def test_the_smallest_arguments_have_no_candidates():
    signature = parse_signature("(nums: int[], s: string, t: TreeNode | null): int")
    assert list(shrink_candidates([[], "", None], signature)) == []


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ValueMismatch):
        list(shrink_candidates(["a"], parse_signature("(a: int): int")))
