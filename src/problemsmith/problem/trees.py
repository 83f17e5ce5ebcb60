"""Binary trees in level order, opened into nodes and written back, without recursion."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.problem.wire import Json


@dataclass(slots=True, eq=False)
class Node:
    """A node of a binary tree."""

    value: Json
    left: "Node | None" = None
    right: "Node | None" = None


def tree_from_level_order(values: Sequence[Json]) -> Node | None:
    """The root of the tree, or None for no tree. The values must be a valid level order."""
    rest = iter(values)
    root = _node(next(rest, None))
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        if node is not None:
            node.left = _node(next(rest, None))
            node.right = _node(next(rest, None))
            waiting += (node.left, node.right)
    return root


def level_order(root: Node | None) -> list[Json]:
    """The values in level order, null for a missing child, without trailing nulls."""
    values: list[Json] = []
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        values.append(None if node is None else node.value)
        if node is not None:
            waiting += (node.left, node.right)
    while values and values[-1] is None:
        values.pop()
    return values


def nodes_of(root: Node | None) -> list[Node]:
    """All nodes, in level order."""
    found: list[Node] = []
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        if node is not None:
            found.append(node)
            waiting += (node.left, node.right)
    return found


def nodes_in_order(root: Node | None) -> list[Node]:
    """All nodes from left to right, as a search tree sorts them."""
    found: list[Node] = []
    path: list[Node] = []
    node = root
    while path or node is not None:
        while node is not None:
            path.append(node)
            node = node.left
        node = path.pop()
        found.append(node)
        node = node.right
    return found


def _node(value: Json) -> Node | None:
    return None if value is None else Node(value)
