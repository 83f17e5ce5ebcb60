"""Hypothesis strategies over signatures, types and values of a type."""

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import (
    BOOLEAN,
    FLOAT,
    INT,
    NULL,
    STRING,
    ArrayType,
    MapType,
    ObjectType,
    ReferenceType,
    TupleType,
    Type,
    UnionType,
)

BUILT_INS = (ReferenceType(name="ListNode"), ReferenceType(name="TreeNode"))
KEYS = (STRING, INT, FLOAT, BOOLEAN)

NAMES = ("Node", "Edge", "Pair")
PROPERTIES = ("x", "y", "_a1", "first name", "a-b", "\u00e9", '"', "\\", "1", "readonly")
PARAMETERS = ("nums", "k", "_", "type", "interface", "A1", "readonly", "number")


def random_type(rng: Random, names: Sequence[str] = (), depth: int = 3) -> Type:
    """A type of any shape over the built-in types and the given names."""
    kind = rng.choice(("leaf",) if depth == 0 else ("leaf", "leaf", *range(5)))

    def inner() -> Type:
        return random_type(rng, names, depth - 1)

    match kind:
        case 0:
            return ArrayType(items=inner())
        case 1:
            chosen = rng.sample(PROPERTIES, rng.randrange(4))
            return ObjectType(properties={name: inner() for name in chosen})
        case 2:
            return MapType(key_type=rng.choice(KEYS), value_type=inner())
        case 3:
            return TupleType(items=tuple(inner() for _ in range(rng.randrange(4))))
        case 4:
            return UnionType(types=tuple(inner() for _ in range(rng.randint(2, 3))))
        case _:
            references = [ReferenceType(name=name) for name in names]
            return rng.choice((INT, INT, FLOAT, STRING, BOOLEAN, NULL, *BUILT_INS, *references))


def random_signature(rng: Random) -> Signature:
    """A signature with named types, some of them recursive, and optional parameters."""
    names = rng.sample(NAMES, rng.randrange(4))
    named: list[NamedType] = []
    for index, name in enumerate(names):
        # A reference to itself or to a later name stands only where a value can do without it.
        finite = random_type(rng, names[:index], 2)
        loop = ReferenceType(name=rng.choice(names))
        definition = rng.choice(
            (
                finite,
                ObjectType(properties={"here": finite, "more": ArrayType(items=loop)}),
                ObjectType(properties={"here": finite, "next": UnionType(types=(loop, NULL))}),
            )
        )
        named.append(NamedType(name=name, definition=definition))
    parameter_names = rng.sample(PARAMETERS, rng.randint(1, 4))
    required = rng.randint(0, 4)
    return Signature(
        parameters=tuple(
            Parameter(name=name, type=random_type(rng, names), optional=index >= required)
            for index, name in enumerate(parameter_names)
        ),
        return_type=random_type(rng, names),
        named_types=tuple(named),
    )


# By a seed: building the trees out of hypothesis's own pieces takes 50 ms for each signature.
seeds = st.integers(0, 2**32)
types = seeds.map(lambda seed: random_type(Random(seed)))
signatures = seeds.map(lambda seed: random_signature(Random(seed)))


finite_floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | finite_floats | st.text(max_size=5)


def json_values(max_leaves: int = 15) -> st.SearchStrategy[Any]:
    """Any JSON value, without half surrogates."""
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
        ),
        max_leaves=max_leaves,
    )


def one_parameter(type_: Type, *named: NamedType) -> Signature:
    """A signature that takes one value of the type and returns one."""
    return Signature(
        parameters=(Parameter(name="value", type=type_),), return_type=type_, named_types=named
    )
