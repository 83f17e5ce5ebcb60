"""Small programs and signatures that several tests use."""

from textwrap import dedent

from problemsmith.judge.program import Program
from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import INT, Type
from problemsmith.problem.wire import Json


def python(code: str, signature: Signature | None = None) -> Program:
    """A Python program, its code written with the test's indentation."""
    return Program(dedent(code), signature=signature)


def signature(*parameters: Type, returns: Type, named: dict[str, Type] | None = None) -> Signature:
    """A signature with parameters named p0, p1, ...; without any, it has one int."""
    return Signature(
        parameters=tuple(
            Parameter(name=f"p{index}", type=type_)
            for index, type_ in enumerate(parameters or (INT,))
        ),
        return_type=returns,
        named_types=tuple(
            NamedType(name=name, definition=type_) for name, type_ in (named or {}).items()
        ),
    )


ADD = python(
    """
    def run_solution(a, b):
        return a + b
    """,
    signature(INT, INT, returns=INT),
)

ADD_INPUTS: list[list[Json]] = [[1, 2], [3, 4], [2**80, 1]]
ADD_VALUES: list[Json] = [3, 7, 2**80 + 1]
