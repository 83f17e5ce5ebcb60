"""A function's signature over the type tree, checked to be one that every language can carry."""

import json
import math
import re
from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from problemsmith.problem.smallest import smallest_sizes
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    MapType,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    Type,
    UnionType,
    child_types,
)
from problemsmith.problem.wire import WireModel

MAX_PARAMETERS = 20
MAX_DEPTH_OF_TYPES = 32
MAX_TYPES = 400
"""Nodes of the type trees of one signature; with `MAX_NAME_CHARACTERS` it keeps the signature's
TypeScript text below the 10,000 characters that the parser takes."""
MAX_NAME_CHARACTERS = 3_000
MAX_NAME_LENGTH = 64
MAX_PROPERTY_LENGTH = 100
MAX_SMALLEST_VALUE = 1_000
"""Parts of the smallest value of a named type."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY_TYPES = frozenset({"string", "int", "float", "boolean"})


class Parameter(WireModel):
    """A named, typed parameter. An optional one may get null, and be left off at the end."""

    name: str
    type: Type
    optional: bool = False
    description: str | None = None


class NamedType(WireModel):
    """A type of the problem's own, referred to by name."""

    name: str
    definition: Type
    description: str | None = None


class Signature(WireModel):
    """What a solution is called with and what it returns: the `functionSignatureSchema`.

    The entry point is `runSolution` on the wire and in JavaScript-like languages, `run_solution`
    in Python; see `problemsmith.judge.languages`.

    Names are ASCII identifiers and unique; every reference has its definition; every type has a
    value of finite depth and is more than another name of itself; keys of maps are primitive; the
    whole is bounded (see the constants above). Anything else is refused with a sentence that says
    which name or type is at fault.
    """

    version: int = Field(default=1, ge=1, le=1)
    function_name: str = "runSolution"
    parameters: tuple[Parameter, ...]
    return_type: Type
    named_types: tuple[NamedType, ...] = ()

    @property
    def definitions(self) -> dict[str, Type]:
        """The definitions of the named types, by name."""
        return {named.name: named.definition for named in self.named_types}

    def definition_of(self, name: str) -> Type | None:
        """The definition of a named type of this signature, or None for an unknown name."""
        for named in self.named_types:
            if named.name == name:
                return named.definition
        return None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        _check_count(self)
        _check_names(self)
        nodes = [node for root in _roots(self) for node in _nodes(root)]
        _check_size(self, nodes)
        for node in nodes:
            _check_node(node, self)
        for named in self.named_types:
            _check_is_more_than_a_name(named.name, self)
        _check_finite(self)
        return self


def is_identifier(name: str) -> bool:
    """Whether the name can stand in every language: ASCII letters, digits and `_`, bounded."""
    return len(name) <= MAX_NAME_LENGTH and _IDENTIFIER.fullmatch(name) is not None


def _roots(signature: Signature) -> Iterator[Type]:
    for parameter in signature.parameters:
        yield parameter.type
    yield signature.return_type
    for named in signature.named_types:
        yield named.definition


def _nodes(type_: Type, depth: int = 1) -> Iterator[Type]:
    if depth > MAX_DEPTH_OF_TYPES:
        raise ValueError(f"a type is nested more than {MAX_DEPTH_OF_TYPES} levels deep")
    yield type_
    for child in child_types(type_):
        yield from _nodes(child, depth + 1)


def _check_count(signature: Signature) -> None:
    count = len(signature.parameters)
    if count == 0:
        raise ValueError("a signature needs at least one parameter")
    if count > MAX_PARAMETERS:
        raise ValueError(f"{count} parameters; at most {MAX_PARAMETERS}")
    optional_seen: str | None = None
    for parameter in signature.parameters:
        if parameter.optional:
            optional_seen = parameter.name
        elif optional_seen is not None:
            raise ValueError(
                f"the required parameter {parameter.name} stands after the optional"
                f" {optional_seen}; put optional parameters last"
            )


def _check_names(signature: Signature) -> None:
    parameters = [parameter.name for parameter in signature.parameters]
    named = [named.name for named in signature.named_types]
    for name in (signature.function_name, *parameters, *named):
        if not is_identifier(name):
            raise ValueError(
                f"{json.dumps(name[:MAX_NAME_LENGTH])} is no name: names are ASCII letters, digits"
                f" and _, do not begin with a digit, and have at most {MAX_NAME_LENGTH} characters"
            )
    for what, names in (("parameter", parameters), ("named type", named)):
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            raise ValueError(f"two {what}s are called {repeated}")
    built_in = next((name for name in named if name in BUILT_IN_TYPES), None)
    if built_in is not None:
        raise ValueError(f"{built_in} is built in and cannot be defined again")


def _check_size(signature: Signature, nodes: list[Type]) -> None:
    if len(nodes) > MAX_TYPES:
        raise ValueError(f"the signature is built of {len(nodes)} types; at most {MAX_TYPES}")
    names = [parameter.name for parameter in signature.parameters]
    names += [named.name for named in signature.named_types]
    for node in nodes:
        if isinstance(node, ReferenceType):
            names.append(node.name)
        elif isinstance(node, ObjectType):
            names += [json.dumps(name) for name in node.properties]
    length = sum(map(len, names))
    if length > MAX_NAME_CHARACTERS:
        raise ValueError(
            f"the names of the signature have {length} characters in all; at most"
            f" {MAX_NAME_CHARACTERS}"
        )


def _check_node(node: Type, signature: Signature) -> None:
    match node:
        case ReferenceType(name=name):
            if name not in BUILT_IN_TYPES and signature.definition_of(name) is None:
                raise ValueError(f"the type {json.dumps(name[:MAX_NAME_LENGTH])} is not defined")
        case UnionType(types=types) if len(types) < 2:
            raise ValueError("a union needs at least two types")
        case MapType(key_type=key):
            if not (isinstance(key, PrimitiveType) and key.type in _KEY_TYPES):
                raise ValueError("a map's key must be a string, an int, a float or a boolean")
        case ObjectType(properties=properties):
            for name in properties:
                if not (0 < len(name) <= MAX_PROPERTY_LENGTH and name.isprintable()):
                    raise ValueError(
                        f"{json.dumps(name[:MAX_PROPERTY_LENGTH])} is no property name: 1 to"
                        f" {MAX_PROPERTY_LENGTH} printable characters"
                    )
        case _:
            pass


def _check_is_more_than_a_name(name: str, signature: Signature) -> None:
    """Refuse `type A = A | null`: such a name could be followed for ever without an end."""
    pending: list[Type | None] = [signature.definition_of(name)]
    seen: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, UnionType):
            pending.extend(node.types)
        elif isinstance(node, ReferenceType) and node.name not in seen:
            if node.name == name:
                raise ValueError(f"the type {name} is defined as itself")
            seen.add(node.name)
            pending.append(signature.definition_of(node.name))


def _check_finite(signature: Signature) -> None:
    """Refuse a named type that has no finite value, such as `type A = { next: A }`, or no small
    one, such as a pair of pairs of pairs and so on."""
    for name, size in smallest_sizes(signature.definitions).items():
        if math.isinf(size):
            raise ValueError(
                f"the type {name} contains itself without end; let the part that repeats be null"
                f" or an array"
            )
        if size > MAX_SMALLEST_VALUE:
            raise ValueError(
                f"even the smallest value of the type {name} has more than {MAX_SMALLEST_VALUE}"
                f" parts"
            )
