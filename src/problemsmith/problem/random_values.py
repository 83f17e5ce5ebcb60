"""Random values of a type: small, and often at an edge.

They stand beside the inputs of a problem's own generators: a program that is wrong on some small
input is found by many small inputs. What they give is of the type; the problem's validator says
which of them its constraints allow.
"""

from copy import deepcopy
from random import Random

from problemsmith.problem.random_scalars import (
    Range,
    random_float,
    random_int,
    random_ints,
    random_length,
    random_range,
    random_text,
)
from problemsmith.problem.shape import resolved, union_members
from problemsmith.problem.signature import Signature
from problemsmith.problem.smallest import smallest_value
from problemsmith.problem.trees import Node, level_order, nodes_in_order
from problemsmith.problem.types import (
    FLOAT,
    INT,
    LIST_NODE,
    NULL,
    STRING,
    TREE_NODE,
    ArrayType,
    MapType,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
)
from problemsmith.problem.wire import Json

_PARTS_PER_SIZE = 40
_NULL_CHANCE = 0.2
_SAME_LENGTH_CHANCE = 0.75


def random_value(type_: Type, signature: Signature, rng: Random, size: int) -> Json:
    """A random value of the type. `size` is about the longest array and the largest number.

    The same state of `rng` gives the same value.
    """
    return _Draw(signature, rng, size).value(type_, size)


def random_arguments(signature: Signature, rng: Random, size: int) -> list[Json]:
    """Random arguments for the signature, their ints from one range so that they often fit
    together. An optional argument is null now and then."""
    draw = _Draw(signature, rng, size)
    return [
        None
        if parameter.optional and rng.random() < _NULL_CHANCE
        else draw.value(parameter.type, size)
        for parameter in signature.parameters
    ]


class _Draw:
    """One draw: the range of its ints, and how many parts it may still make."""

    def __init__(self, signature: Signature, rng: Random, size: int) -> None:
        self._signature = signature
        self._rng = rng
        self._range: Range = random_range(rng, size)
        self._parts_left = _PARTS_PER_SIZE * (size + 1)

    def value(self, type_: Type, size: int) -> Json:
        """A value of the type with arrays of at most `size` items."""
        self._parts_left -= 1
        if self._parts_left < 0:
            return smallest_value(type_, self._signature.definitions)
        definition = resolved(type_, self._signature)
        if definition is not type_:  # a name may lead back to itself: each time with less
            if size == 0:
                return smallest_value(type_, self._signature.definitions)
            size //= 2
        match definition:
            case PrimitiveType():
                return self._primitive(definition, size)
            case UnionType():
                return self._member(definition, size)
            case ArrayType():
                return self._array(definition, size)
            case _:
                return self._structure(definition, size)

    def _structure(self, type_: Type, size: int) -> Json:
        value: Json = []
        match type_:
            case TupleType(items=items):
                value = [self.value(item, size) for item in items]
            case ObjectType(properties=properties):
                value = {name: self.value(child, size) for name, child in properties.items()}
            case MapType(key_type=key, value_type=value_type):
                keys = {self._key(key, size) for _ in range(random_length(self._rng, size))}
                value = {name: self.value(value_type, size) for name in sorted(keys)}
            case ReferenceType(name=name) if name == TREE_NODE:
                value = self._tree(random_length(self._rng, size))
            case ReferenceType(name=name) if name == LIST_NODE:
                value = list(random_ints(self._rng, self._range, random_length(self._rng, size)))
            case _:
                pass
        return value

    def _primitive(self, type_: PrimitiveType, size: int) -> Json:
        value: Json = None
        match type_.type:
            case "int":
                value = random_int(self._rng, self._range)
            case "float":
                value = random_float(self._rng, self._range)
            case "string":
                value = random_text(self._rng, size)
            case "boolean":
                value = self._rng.random() < 0.5
            case "null":
                pass
        return value

    def _member(self, union: UnionType, size: int) -> Json:
        members = union_members(union, self._signature)
        if NULL in members and self._rng.random() < _NULL_CHANCE:
            return None
        rest = [member for member in members if member != NULL] or [NULL]
        return self.value(self._rng.choice(rest), size)

    def _array(self, type_: ArrayType, size: int) -> Json:
        return self._items(type_.items, random_length(self._rng, size), size)

    def _items(self, items: Type, count: int, size: int) -> list[Json]:
        if self._parts_left < 0:
            return []
        inner = resolved(items, self._signature)
        self._parts_left -= count
        if inner == INT:
            return list(random_ints(self._rng, self._range, count))
        if isinstance(inner, ArrayType) and self._rng.random() < _SAME_LENGTH_CHANCE:
            width = self._rng.choice((2, 2, 3, count, random_length(self._rng, size)))
            rows: list[Json] = []
            while len(rows) < count and self._parts_left >= 0:
                rows.append(self._items(inner.items, min(width, size), size))
            return rows
        if inner == STRING and self._rng.random() < 0.3:
            width = random_length(self._rng, size)
            alphabet = self._rng.choice(("ab", "01", "abc", ".#", "abcdefghijklmnopqrstuvwxyz"))
            return ["".join(self._rng.choices(alphabet, k=width)) for _ in range(count)]
        made: list[Json] = []
        while len(made) < count and self._parts_left >= 0:
            made.append(self.value(items, size))
        if made and self._rng.random() < 0.1:
            return [deepcopy(made[0]) for _ in made]
        return made

    def _key(self, key: Type, size: int) -> str:
        if key == STRING:
            return random_text(self._rng, max(1, size))
        if key == INT:
            return str(random_int(self._rng, self._range))
        if key == FLOAT:
            return repr(random_float(self._rng, self._range))
        return self._rng.choice(("true", "false"))

    def _tree(self, count: int) -> list[Json]:
        """A tree of so many nodes: branching, or a chain; one in four is a search tree."""
        rng = self._rng
        root: Node | None = None
        open_places: list[tuple[Node, str]] = []
        spread = rng.choice((0.0, 0.5, 1.0))  # where new nodes go: first place, any, or last
        for value in random_ints(rng, self._range, count):
            node = Node(value)
            if root is None:
                root = node
            else:
                index = 0 if spread == 0 else rng.randrange(len(open_places))
                parent, side = open_places.pop(-1 if spread == 1 else index)
                setattr(parent, side, node)
            sides = ["left", "right"]
            rng.shuffle(sides)
            open_places += [(node, side) for side in sides]
        if rng.random() < 0.25:
            values = sorted(rng.sample(range(self._range.low, self._range.low + 3 * count), count))
            for node, value in zip(nodes_in_order(root), values, strict=True):
                node.value = value
        return level_order(root)
