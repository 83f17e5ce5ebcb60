"""Hypothesis strategies over signatures, types and values of a type."""

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

identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
property_names = identifiers | st.sampled_from(["first name", "a-b", "é", '"', "\\", "1"])


def types(*, names: tuple[str, ...] = (), max_leaves: int = 8) -> st.SearchStrategy[Type]:
    """Types of any shape over the built-in types and the given names."""
    leaves: list[Type] = [INT, FLOAT, STRING, BOOLEAN, NULL, *BUILT_INS]
    leaves += [ReferenceType(name=name) for name in names]
    return st.recursive(
        st.sampled_from(leaves),
        lambda inner: st.one_of(
            inner.map(lambda items: ArrayType(items=items)),
            st.dictionaries(property_names, inner, max_size=3).map(
                lambda properties: ObjectType(properties=properties)
            ),
            st.builds(
                lambda key, value: MapType(key_type=key, value_type=value),
                st.sampled_from(KEYS),
                inner,
            ),
            st.lists(inner, max_size=3).map(lambda items: TupleType(items=tuple(items))),
            st.lists(inner, min_size=2, max_size=3).map(lambda of: UnionType(types=tuple(of))),
        ),
        max_leaves=max_leaves,
    )


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    """Signatures with named types, some of them recursive, and optional parameters."""
    names = tuple(draw(st.lists(st.sampled_from(["Node", "Edge", "Pair"]), unique=True)))
    named: list[NamedType] = []
    for index, name in enumerate(names):
        # A reference to itself or to a later name stands where a value can do without it.
        finite = draw(types(names=names[:index], max_leaves=4))
        loop = ReferenceType(name=draw(st.sampled_from(names)))
        definition: Type = draw(
            st.sampled_from(
                [
                    finite,
                    ObjectType(properties={"here": finite, "more": ArrayType(items=loop)}),
                    ObjectType(properties={"here": finite, "next": UnionType(types=(loop, NULL))}),
                ]
            )
        )
        named.append(NamedType(name=name, definition=definition))
    parameter_names = draw(st.lists(identifiers, min_size=1, max_size=4, unique=True))
    required = draw(st.integers(0, len(parameter_names)))
    parameters = tuple(
        Parameter(name=name, type=draw(types(names=names)), optional=index >= required)
        for index, name in enumerate(parameter_names)
    )
    return Signature(
        parameters=parameters, return_type=draw(types(names=names)), named_types=tuple(named)
    )


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
