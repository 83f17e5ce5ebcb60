"""Named types written out where they are used."""

from pydantic import ValidationError

from problemsmith.problem.signature import MAX_TYPES, NamedType, Parameter, Signature
from problemsmith.problem.types import ReferenceType, Type, child_types, with_children


class _TooLargeError(Exception):
    """The signature written out is larger than a signature may be."""


def inline_types(signature: Signature) -> Signature:
    """The signature with named types expanded in place, and unions in their simplest form.

    Types that contain themselves stay by name. So do all of them when the expanded signature would
    pass the bounds of signatures.
    """
    recursive = {
        named.name for named in signature.named_types if _contains_itself(named, signature)
    }
    try:
        return _expanded(signature, recursive)
    except (_TooLargeError, ValidationError):
        return _expanded(signature, {named.name for named in signature.named_types})


def _expanded(signature: Signature, kept: set[str]) -> Signature:
    budget = MAX_TYPES

    def expand(type_: Type) -> Type:
        nonlocal budget
        budget -= 1
        if budget < 0:
            raise _TooLargeError
        if isinstance(type_, ReferenceType) and type_.name not in kept:
            definition = signature.definition_of(type_.name)
            return type_ if definition is None else expand(definition)
        return with_children(type_, expand)

    parameters = tuple(
        Parameter(
            name=parameter.name,
            type=expand(parameter.type),
            optional=parameter.optional,
            description=parameter.description,
        )
        for parameter in signature.parameters
    )
    return_type = expand(signature.return_type)
    definitions = {
        named.name: NamedType(
            name=named.name, definition=expand(named.definition), description=named.description
        )
        for named in signature.named_types
        if named.name in kept
    }
    needed = _names_in([*(parameter.type for parameter in parameters), return_type])
    while True:
        more = needed | _names_in(
            [named.definition for name, named in definitions.items() if name in needed]
        )
        if more == needed:
            break
        needed = more
    return Signature(
        version=signature.version,
        function_name=signature.function_name,
        parameters=parameters,
        return_type=return_type,
        named_types=tuple(named for name, named in definitions.items() if name in needed),
    )


def _names_in(types: list[Type]) -> set[str]:
    names: set[str] = set()
    pending = types.copy()
    while pending:
        type_ = pending.pop()
        if isinstance(type_, ReferenceType):
            names.add(type_.name)
        pending.extend(child_types(type_))
    return names


def _contains_itself(named: NamedType, signature: Signature) -> bool:
    reached: set[str] = set()
    pending = _names_in([named.definition])
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            definition = signature.definition_of(name)
            if definition is not None:
                pending |= _names_in([definition])
    return named.name in reached
