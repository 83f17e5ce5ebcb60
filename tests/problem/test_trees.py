import pytest

from problemsmith.problem.trees import (
    level_order,
    nodes_in_order,
    nodes_of,
    tree_from_level_order,
)


@pytest.mark.parametrize(
    ("values", "in_order"),
    [
        ([], []),
        ([1], [1]),
        ([2, 1, 3], [1, 2, 3]),
        ([1, None, 3, 2], [1, 2, 3]),
        ([5, 3, 8, None, 4, 7], [3, 4, 5, 7, 8]),
    ],
)
def test_a_tree_is_read_and_written_in_level_order(values, in_order):
    root = tree_from_level_order(values)
    assert level_order(root) == values
    assert [node.value for node in nodes_of(root)] == [item for item in values if item is not None]
    assert [node.value for node in nodes_in_order(root)] == in_order


def test_a_chain_of_many_nodes_needs_no_recursion():
    values = [0, *(item for index in range(1, 20_000) for item in (None, index))]
    root = tree_from_level_order(values)
    assert level_order(root) == values
    assert len(nodes_in_order(root)) == 20_000
