"""Smaller arguments to try, for finding the smallest input on which two programs differ.

Whoever searches asks for candidates, takes the first that still shows the difference, and asks
again from there. Every candidate is simpler by `complexity`, so that this ends.
"""

from collections.abc import Iterator, Sequence

from problemsmith.problem.complexity import complexity, plain_character
from problemsmith.problem.cuts import cuts
from problemsmith.problem.places import Place, places, replaced
from problemsmith.problem.shape import is_nullable
from problemsmith.problem.signature import Signature
from problemsmith.problem.smallest import smallest_value
from problemsmith.problem.trees import level_order, nodes_of, tree_from_level_order
from problemsmith.problem.types import TREE_NODE, ObjectType, ReferenceType
from problemsmith.problem.values import ValueMismatch, check_arguments
from problemsmith.problem.wire import Json

PER_ARRAY = 40
"""Parts of one array, characters of one text and nodes of one tree whose insides are tried."""


def shrink_candidates(arguments: Sequence[Json], signature: Signature) -> Iterator[list[Json]]:
    """Simpler arguments that fit the signature, the largest steps first.

    Arguments are emptied, halved and cut item by item, with what hangs together cut together:
    arrays of one length, a number that is an array's length, the columns of a table. Then trees
    and records lose branches, and numbers and texts get plainer. Parts may be shared with the
    arguments given, which are not changed; they must fit the signature (ValueMismatch otherwise).
    """
    check_arguments(arguments, signature)
    limit = complexity(arguments)
    found = list(places(arguments, signature, per_array=PER_ARRAY))
    for steps in (
        _emptied(arguments, found, signature),
        cuts(arguments, found),
        _pruned(arguments, found),
        _hoisted(arguments, found),
        _plainer(arguments, found),
    ):
        for candidate in steps:
            if complexity(candidate) < limit and _fits(candidate, signature):
                yield candidate


def _fits(arguments: list[Json], signature: Signature) -> bool:
    try:
        check_arguments(arguments, signature)
    except ValueMismatch:
        return False
    return True


def _emptied(
    arguments: Sequence[Json], found: list[Place], signature: Signature
) -> Iterator[list[Json]]:
    """One argument, or one part that may be null, at its smallest."""
    for spot in found:
        if len(spot.path) == 1:
            smallest = smallest_value(spot.declared, signature.definitions)
            yield replaced(arguments, spot.path, smallest)
        if is_nullable(spot.declared, signature):
            yield replaced(arguments, spot.path, None)


def _pruned(arguments: Sequence[Json], found: list[Place]) -> Iterator[list[Json]]:
    """Trees without a branch, with one in its parent's place, or with an only one moved over."""
    for spot in found:
        if spot.type != ReferenceType(name=TREE_NODE) or not isinstance(spot.value, list):
            continue
        values = spot.value
        count = len(nodes_of(tree_from_level_order(values)))
        for index in range(min(count, PER_ARRAY)):
            for side in ("left", "right"):
                root = tree_from_level_order(values)
                node = nodes_of(root)[index]
                branch = node.left if side == "left" else node.right
                if branch is None:
                    node.left, node.right = node.right, node.left
                    yield replaced(arguments, spot.path, level_order(root))
                    continue
                if index == 0:
                    yield replaced(arguments, spot.path, level_order(branch))
                node.value, node.left, node.right = branch.value, branch.left, branch.right
                yield replaced(arguments, spot.path, level_order(root))
                pruned = tree_from_level_order(values)
                setattr(nodes_of(pruned)[index], side, None)
                yield replaced(arguments, spot.path, level_order(pruned))


def _hoisted(arguments: Sequence[Json], found: list[Place]) -> Iterator[list[Json]]:
    """Records of a type that contains itself, with one inside in the outer one's place."""
    records = [spot for spot in found if isinstance(spot.type, ObjectType)]
    for outer in records:
        for inner in records:
            is_inside = inner.path[: len(outer.path)] == outer.path and inner is not outer
            if is_inside and inner.type == outer.type:
                yield replaced(arguments, outer.path, inner.value)


def _plainer(arguments: Sequence[Json], found: list[Place]) -> Iterator[list[Json]]:
    """Numbers nearer to zero, plainer texts; first all of an array at once."""
    for spot in found:
        value = spot.value
        if isinstance(value, list) and value and all(type(item) is int for item in value):
            numbers = [item for item in value if isinstance(item, int)]
            yield replaced(arguments, spot.path, [_halved(item) for item in numbers])
            yield replaced(arguments, spot.path, [abs(item) for item in numbers])
    for spot in found:
        for simpler in _plainer_scalars(spot.value):
            yield replaced(arguments, spot.path, simpler)


def _plainer_scalars(value: Json) -> Iterator[Json]:
    if value is True:
        yield False
    elif isinstance(value, str):
        plain = "".join(map(plain_character, value))
        yield plain
        for index in range(min(len(value), PER_ARRAY)):
            yield value[:index] + plain[index] + value[index + 1 :]
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (0, abs(value), *_nearer_to_zero(value))
    elif isinstance(value, float):
        yield from (0.0, float(int(value)), abs(value), *map(float, _nearer_to_zero(int(value))))


def _nearer_to_zero(value: int) -> Iterator[int]:
    """The value less a half, a quarter and so on of it, down to one step."""
    step = _halved(value)
    while step not in {0, 1, -1}:
        yield value - step
        step = _halved(step)
    if value != 0:
        yield value - (1 if value > 0 else -1)


def _halved(value: int) -> int:
    """Half of it, rounded towards zero."""
    return value // 2 if value >= 0 else -(-value // 2)
