from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problem.type_strategies import one_parameter, signatures
from problemsmith.problem.random_values import random_arguments, random_value
from problemsmith.problem.signature import NamedType
from problemsmith.problem.smallest import smallest_value
from problemsmith.problem.trees import level_order, tree_from_level_order
from problemsmith.problem.types import INT, ArrayType, ObjectType, ReferenceType, TupleType
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.values import canonical_json, check_arguments, check_value


@given(signatures, st.integers(), st.integers(0, 12))
def test_random_arguments_are_of_their_types_and_repeat_with_the_seed(signature, seed, size):
    arguments = random_arguments(signature, Random(seed), size)
    check_arguments(arguments, signature)
    assert random_arguments(signature, Random(seed), size) == arguments


@given(signatures)
def test_the_smallest_value_is_of_its_type(signature):
    value = smallest_value(signature.return_type, signature.definitions)
    check_value(value, signature.return_type, signature)


def drawn(text, size=6, count=400):
    signature = parse_signature(text)
    rng = Random(7)
    return [random_arguments(signature, rng, size) for _ in range(count)]


def test_ints_and_arrays_hit_their_edges():
    draws = drawn("(nums: int[], k: int): int")
    assert {0, 1, -1, 6} <= {k for _, k in draws}
    arrays = [nums for nums, _ in draws]
    longer = [nums for nums in arrays if len(nums) > 2]
    assert [] in arrays
    assert any(len(nums) == 1 for nums in arrays)
    assert any(len(set(nums)) == 1 for nums in longer)
    assert any(1 < len(set(nums)) < len(nums) for nums in longer)
    assert any(len(set(nums)) > 1 and nums == sorted(nums) for nums in longer)
    assert any(sorted(nums) == list(range(1, len(nums) + 1)) for nums in longer)
    assert max(map(len, arrays)) == 6


def test_tables_are_often_rectangular_and_sometimes_square():
    grids = [grid for (grid,) in drawn("(grid: int[][]): int") if len(grid) > 1 and any(grid)]
    rectangular = [grid for grid in grids if len({len(row) for row in grid}) == 1]
    assert len(rectangular) > len(grids) / 2
    assert any(len(grid) == len(grid[0]) > 2 for grid in rectangular)
    assert any(len(grid[0]) == 2 and len(grid) > 2 for grid in rectangular)


def test_texts_hit_their_edges():
    texts = [text for (text,) in drawn("(s: string): int")]
    assert "" in texts
    assert any(len(text) == 1 for text in texts)
    assert any(len(text) > 2 and len(set(text)) == 1 for text in texts)
    assert any(len(text) > 3 and len(set(text)) > 1 and text == text[::-1] for text in texts)
    assert any(set(text) <= set("01") for text in texts if text)
    assert any(set(text) & set("()") for text in texts)


def test_trees_are_branching_chains_and_search_trees():
    trees = [tree for (tree,) in drawn("(root: TreeNode | null): int", size=7)]
    assert [] in trees or None in trees
    found = [tree for tree in trees if tree and len(tree) >= 5]
    assert any(None not in tree for tree in found)
    assert any(tree.count(None) >= 3 for tree in found)


@pytest.mark.parametrize("depth", [3, 31])
def test_many_levels_of_arrays_do_not_grow_without_measure(depth):
    type_ = INT
    for _ in range(depth):
        type_ = ArrayType(items=type_)
    for seed in range(50):
        value = random_value(type_, one_parameter(type_), Random(seed), 20)
        assert len(canonical_json(value)) < 10_000


def test_a_type_that_branches_into_itself_gives_values_of_bounded_size():
    kids = ArrayType(items=ReferenceType(name="T"))
    signature = one_parameter(
        ReferenceType(name="T"),
        NamedType(name="T", definition=ObjectType(properties={"a": kids, "b": kids, "c": kids})),
    )
    for seed in range(50):
        value = random_value(ReferenceType(name="T"), signature, Random(seed), 50)
        check_value(value, ReferenceType(name="T"), signature)
        assert len(canonical_json(value)) < 60_000


@given(st.integers(), st.integers(0, 20))
def test_a_tree_opened_and_written_back_is_the_same(seed, size):
    tree = ReferenceType(name="TreeNode")
    values = random_value(tree, one_parameter(tree), Random(seed), size)
    assert level_order(tree_from_level_order(values)) == values


def test_an_unrelated_type_stays_small_next_to_a_large_one():
    pair = TupleType(items=(INT, INT))
    assert len(random_value(pair, one_parameter(pair), Random(1), 1_000)) == 2
