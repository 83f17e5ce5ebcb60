"""A function's signature over the type tree."""

from problemsmith.problem.types import Type
from problemsmith.problem.wire import WireModel


class Parameter(WireModel):
    """A named, typed parameter."""

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
    """

    version: int = 1
    function_name: str = "runSolution"
    parameters: tuple[Parameter, ...]
    return_type: Type
    named_types: tuple[NamedType, ...] = ()

    def definition_of(self, name: str) -> Type | None:
        """The definition of a named type of this signature, or None for an unknown name."""
        for named in self.named_types:
            if named.name == name:
                return named.definition
        return None
