"""JSON values checked and converted against the types of a signature.

bool is not int; an int is also a float; a float is never an int when checked, and converts to one
when nothing is lost. A value of a union is taken as the first of its types that fits.
"""

from collections.abc import Sequence
from math import isfinite
from typing import cast

from problemsmith.problem.json_text import (
    MAX_DEPTH,
    JsonError,
    canonical_json,
    parse_json,
)
from problemsmith.problem.shape import (
    Mismatch,
    array_item_type,
    children,
    describe,
    is_nullable,
    is_primitive,
    resolved,
    shape_mismatch,
    union_members,
)
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    INT,
    TREE_NODE,
    ObjectType,
    PrimitiveType,
    ReferenceType,
    Type,
    UnionType,
)
from problemsmith.problem.wire import Json
from problemsmith.problem.wording import place, short_json

__all__ = [
    "JsonError",
    "ValueMismatch",
    "canonical_json",
    "check_arguments",
    "check_result",
    "check_value",
    "convert_arguments",
    "convert_result",
    "convert_value",
    "fitting_type",
    "parse_json",
]

_KINDS: dict[str, type] = {"int": int, "float": int, "boolean": bool}
"""What Python type an array's items may all have to fit at a glance."""


class ValueMismatch(ValueError):  # noqa: N818 - a finding, told to people as one
    """A value that is not of its type: where (`$.arguments[0][3].name`), expected, and found."""

    def __init__(self, path: str, expected: str, found: str) -> None:
        super().__init__(f"{path}: expected {expected}, found {found}")
        self.path = path
        self.expected = expected
        self.found = found


def check_value(value: Json, type_: Type, signature: Signature, *, root: str = "$") -> None:
    """Raise ValueMismatch unless the value is of the type. `root` begins the path told."""
    _visited(value, type_, signature, lenient=False, root=root)


def convert_value(value: Json, type_: Type, signature: Signature, *, root: str = "$") -> Json:
    """The value in the form that `check_value` accepts, if nothing is lost on the way.

    2.0 becomes 2 for an int; a missing property whose type allows null becomes null; null becomes
    `[]` for `ListNode` and `TreeNode`; trailing nulls of a tree are dropped. The value given is
    not changed. Raises ValueMismatch.
    """
    return _visited(value, type_, signature, lenient=True, root=root)


def fitting_type(value: Json, type_: Type, signature: Signature) -> Type:
    """The type that the value is taken as: behind all names, and of a union the first that fits.

    Only where several could fit is the inside of the value looked at. Raises ValueMismatch.
    """
    type_ = resolved(type_, signature)
    if isinstance(type_, UnionType):
        chosen = _Visit(signature, lenient=False).chosen(value, type_, 0)
        if isinstance(chosen, Mismatch):
            raise ValueMismatch("$", chosen.expected, chosen.found)
        return chosen
    return type_


def check_arguments(arguments: Sequence[Json], signature: Signature) -> None:
    """Raise ValueMismatch unless the arguments are those of the signature, in order.

    An optional parameter may get null, and the last ones may be left off.
    """
    _visited_arguments(arguments, signature, lenient=False)


def convert_arguments(arguments: Sequence[Json], signature: Signature) -> list[Json]:
    """The arguments as `convert_value` gives them. Raises ValueMismatch."""
    return _visited_arguments(arguments, signature, lenient=True)


def check_result(value: Json, signature: Signature) -> None:
    """Raise ValueMismatch unless the value is of the signature's return type."""
    check_value(value, signature.return_type, signature, root="$.result")


def convert_result(value: Json, signature: Signature) -> Json:
    """The result as `convert_value` gives it. Raises ValueMismatch."""
    return convert_value(value, signature.return_type, signature, root="$.result")


def _visited_arguments(
    arguments: Sequence[Json], signature: Signature, *, lenient: bool
) -> list[Json]:
    parameters = signature.parameters
    required = sum(not parameter.optional for parameter in parameters)
    if not required <= len(arguments) <= len(parameters):
        names = ", ".join(parameter.name for parameter in parameters)
        count = f"{required} to {len(parameters)}" if required < len(parameters) else f"{required}"
        plural = "" if len(parameters) == 1 else "s"
        raise ValueMismatch(
            "$.arguments", f"{count} argument{plural} ({names})", f"{len(arguments)}"
        )
    return [
        argument
        if argument is None and parameter.optional
        else _visited(
            argument, parameter.type, signature, lenient=lenient, root=f"$.arguments[{index}]"
        )
        for index, (argument, parameter) in enumerate(zip(arguments, parameters, strict=False))
    ]


def _visited(value: Json, type_: Type, signature: Signature, *, lenient: bool, root: str) -> Json:
    outcome = _Visit(signature, lenient=lenient).visit(value, type_, 0)
    if isinstance(outcome, Mismatch):
        path = place(root, outcome.reversed_path[::-1])
        raise ValueMismatch(path, outcome.expected, outcome.found)
    return outcome


class _Visit:
    """One walk over a value and its type, checking or converting.

    `fits` remembers, by the ids of a container and of a type, whether it was found to fit at an
    ambiguous union: without it, nested unions of records that differ far inside would be walked
    once for every combination.
    """

    def __init__(self, signature: Signature, *, lenient: bool) -> None:
        self._signature = signature
        self._lenient = lenient
        self._strict = _Visit(signature, lenient=False) if lenient else self
        self._members: dict[int, tuple[Type, ...]] = {}
        self.fits: dict[tuple[int, int], bool] = {}

    def visit(self, value: Json, type_: Type, depth: int) -> Json | Mismatch:
        """The value itself (checking) or its converted copy, or where it parts from the type."""
        if depth > MAX_DEPTH:
            return Mismatch(f"at most {MAX_DEPTH} levels", "a value nested deeper")
        resolved_type = resolved(type_, self._signature)
        if isinstance(resolved_type, UnionType):
            resolved_type = self.chosen(value, resolved_type, depth)
            if isinstance(resolved_type, Mismatch):
                return resolved_type
        if self._lenient:
            value = self._softened(value, resolved_type)
        mismatch = shape_mismatch(value, resolved_type)
        if mismatch is not None:
            return mismatch
        if not isinstance(value, list | dict) or _needs_no_look_inside(value, resolved_type):
            return value
        return self._with_visited_parts(value, resolved_type, depth)

    def _with_visited_parts(
        self, value: list[Json] | dict[str, Json], type_: Type, depth: int
    ) -> Json | Mismatch:
        parts: dict[str | int, Json] = {}
        for key, part, part_type in children(value, type_):
            outcome = self.visit(part, part_type, depth + 1)
            if isinstance(outcome, Mismatch):
                outcome.reversed_path.append(key)
                return outcome
            if self._lenient:
                parts[key] = outcome
        if not self._lenient:
            return value
        return list(parts.values()) if isinstance(value, list) else cast("dict[str, Json]", parts)

    def chosen(self, value: Json, union: UnionType, depth: int) -> Type | Mismatch:
        """The first alternative that fits as it is or, converting, the first that can be made to.

        Where only one has the right shape it is chosen unseen: the mismatch inside is the better
        message.
        """
        members = self._members_of(union)
        quick = self._quickly_chosen(value, members)
        if quick is not None:
            return quick
        fitting = [member for member in members if shape_mismatch(value, member) is None]
        softenable = fitting
        if self._lenient:
            softenable = [
                member
                for member in members
                if shape_mismatch(self._softened(value, member), member) is None
            ]
        if len(softenable) == 1:
            return softenable[0]
        if not isinstance(value, list | dict):
            return (softenable or [_no_member(value, members)])[0]
        for walk, candidates in ((self._strict, fitting), (self, softenable)):
            for member in candidates:
                # Value and type live as long as the walk, so their ids are not used again.
                asked = (id(value), id(member))
                if asked not in walk.fits:
                    outcome = walk.visit(value, member, depth)
                    walk.fits[asked] = not isinstance(outcome, Mismatch)
                if walk.fits[asked]:
                    return member
        return _no_member(value, members)

    def _quickly_chosen(self, value: Json, members: tuple[Type, ...]) -> Type | None:
        if self._lenient and value is None:  # the canonical form of no list and no tree is []
            for member in members:
                if _is_built_in(member):
                    return member
        for member in members:
            if isinstance(member, PrimitiveType) and is_primitive(value, member.type):
                return member
        return None

    def _members_of(self, union: UnionType) -> tuple[Type, ...]:
        members = self._members.get(id(union))
        if members is None:
            members = self._members[id(union)] = union_members(union, self._signature)
        return members

    def _softened(self, value: Json, type_: Type) -> Json:
        """The value with what is lossless put right at this level alone."""
        if isinstance(value, float) and type_ == INT and value.is_integer():
            return int(value)
        if value is None and _is_built_in(type_):
            return []
        if isinstance(value, list) and type_ == ReferenceType(name=TREE_NODE):
            nodes: list[Json] = [self._softened(item, INT) for item in value]
            while nodes and nodes[-1] is None:
                nodes.pop()
            return nodes
        if isinstance(value, dict) and isinstance(type_, ObjectType):
            missing: dict[str, Json] = {
                name: None
                for name, property_type in type_.properties.items()
                if name not in value and is_nullable(property_type, self._signature)
            }
            return {**value, **missing} if missing else value
        return value


def _no_member(value: Json, members: tuple[Type, ...]) -> Mismatch:
    return Mismatch(describe(UnionType(types=members)), short_json(value))


def _is_built_in(type_: Type) -> bool:
    return isinstance(type_, ReferenceType) and type_.name in BUILT_IN_TYPES


def _needs_no_look_inside(value: list[Json] | dict[str, Json], type_: Type) -> bool:
    """Whether a value of the right shape is right all through: a tree, whose items were checked
    with its shape, or an array of which one quick look at all items says so."""
    if type_ == ReferenceType(name=TREE_NODE):
        return True
    items = array_item_type(type_)
    if not isinstance(value, list) or not isinstance(items, PrimitiveType):
        return False
    kinds = set(map(type, value))
    if items.type == "string":
        return kinds == {str} and all(map(str.isascii, cast("list[str]", value)))
    if items.type == "float" and kinds == {float}:
        return all(map(isfinite, cast("list[float]", value)))
    return kinds <= {_KINDS.get(items.type)}
