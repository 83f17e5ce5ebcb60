"""`ListNode` and `TreeNode`, which stand ready for every program, and their way to JSON and back.

A list travels as the array of its values, a tree in level order with null for a missing child and
no trailing nulls. Nodes are known by their attributes, so a program may define its own classes.
"""

from collections import deque
from typing import Any, cast


class WrongTypeError(Exception):
    """A result that is not what the signature promises."""

    def __init__(self, got: str, wanted: str) -> None:
        super().__init__(got, wanted)
        self.got = got
        self.wanted = wanted
        self.path: list[str] = []

    def message(self) -> str:
        """The sentence for the program's author."""
        place = "".join(reversed(self.path))
        if place:
            return f"returned {self.got} at result{place}, but the signature promises {self.wanted}"
        return f"returned {self.got}, but the signature promises {self.wanted}"


class ListNode:
    """A node of a linked list."""

    def __init__(self, val: Any = 0, next: "ListNode | None" = None) -> None:  # noqa: A002  # its public name
        self.val = val
        self.next = next

    def __repr__(self) -> str:
        return f"ListNode({self.val!r})"


class TreeNode:
    """A node of a binary tree."""

    def __init__(
        self, val: Any = 0, left: "TreeNode | None" = None, right: "TreeNode | None" = None
    ) -> None:
        self.val = val
        self.left = left
        self.right = right

    def __repr__(self) -> str:
        return f"TreeNode({self.val!r})"


_SCALARS = (int, float, str, bool, type(None))


def read_list(values: Any) -> ListNode | None:
    """The linked list of an array's items."""
    head: ListNode | None = None
    for value in reversed(values or ()):
        head = ListNode(value, head)
    return head


def write_list(node: Any) -> list[Any]:
    """The items of a linked list. Raises WrongTypeError for another value or a cycle."""
    values: list[Any] = []
    seen: set[int] = set()
    while node is not None:
        if id(node) in seen:
            raise WrongTypeError("a linked list that runs in a circle", "a ListNode")
        seen.add(id(node))
        values.append(_value_of(node, ("next",), "ListNode"))
        node = node.next
    return values


def read_tree(values: Any) -> TreeNode | None:
    """The binary tree of an array in level order."""
    if not values or values[0] is None:
        return None
    root = TreeNode(values[0])
    parents = deque([root])
    position = 1
    while position < len(values) and parents:
        parent = parents.popleft()
        for side in ("left", "right"):
            if position < len(values):
                value = values[position]
                position += 1
                if value is not None:
                    child = TreeNode(value)
                    setattr(parent, side, child)
                    parents.append(child)
    return root


def write_tree(root: Any) -> list[Any]:
    """A binary tree in level order. Raises WrongTypeError for another value or a shared node."""
    values: list[Any] = []
    seen: set[int] = set()
    waiting = deque([root])
    while waiting:
        node = waiting.popleft()
        if node is None:
            values.append(None)
            continue
        if id(node) in seen:
            raise WrongTypeError("a tree in which a node stands twice", "a TreeNode")
        seen.add(id(node))
        values.append(_value_of(node, ("left", "right"), "TreeNode"))
        waiting.extend((node.left, node.right))
    while values and values[-1] is None:
        values.pop()
    return values


def _value_of(node: Any, links: tuple[str, ...], wanted: str) -> Any:
    if isinstance(node, _SCALARS) or not all(hasattr(node, name) for name in ("val", *links)):
        raise WrongTypeError(type(cast("object", node)).__name__, wanted)
    value = node.val
    if not isinstance(value, _SCALARS):
        raise WrongTypeError(f"a node holding {type(value).__name__}", f"{wanted}s of plain values")
    return value
