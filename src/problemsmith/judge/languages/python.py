"""Python, run by the interpreter that runs problemsmith itself."""

import keyword
from pathlib import Path

from problemsmith.judge.harness_files import BOX_FOLDER, harness_files
from problemsmith.judge.languages.language import SelfCheck
from problemsmith.judge.languages.names import pascal_case, snake_case
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import NamedType, Parameter, Signature
from problemsmith.problem.types import (
    BUILT_IN_TYPES,
    INT,
    LIST_NODE,
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
from problemsmith.sandbox import BoxFile, BoxSpec
from problemsmith.sandbox.seccomp import child_filter

_PRIMITIVES = {"int": "int", "float": "float", "string": "str", "boolean": "bool", "null": "None"}
_PLACEHOLDERS = {"int": "0", "float": "0.0", "string": '""', "boolean": "False", "null": "None"}

_NODE_NOTES = {
    LIST_NODE: """\
# Stands ready for you:
# class ListNode:
#     def __init__(self, val=0, next=None):
#         self.val = val
#         self.next = next
""",
    TREE_NODE: """\
# Stands ready for you:
# class TreeNode:
#     def __init__(self, val=0, left=None, right=None):
#         self.val = val
#         self.left = left
#         self.right = right
""",
}

_SELF_CHECK = """\
def run_solution(numbers: list[int]) -> int:
    return sum(number * number for number in numbers)
"""


class Python:
    """The language `python`."""

    name = "python"
    title = "Python"
    extension = ".py"
    self_check = SelfCheck(
        Program(
            _SELF_CHECK,
            signature=Signature(
                parameters=(Parameter(name="numbers", type=ArrayType(items=INT)),),
                return_type=INT,
            ),
        ),
        input=([3, 4, 2**70],),
        expected=25 + 2**140,
    )

    def require(self) -> None:
        """Nothing is missing: this interpreter runs it."""

    def entry_points(self, program: Program) -> tuple[str, ...]:
        """`run_solution` for a signature's `runSolution`; the wire's own spelling will do too."""
        if program.entry_point is not None:
            return (program.entry_point,)
        name = program.signature.function_name if program.signature else "runSolution"
        return tuple(dict.fromkeys((snake_case(name), name)))

    def plan(self, program: Program, limits: Limits) -> None:  # other languages do
        """None: process 1 of the box is this interpreter already."""

    def compile_message(self, complaints: str) -> str:
        """The complaints as they are: Python's compiler leaves a record instead."""
        return complaints

    def child_filter(self) -> bytes:
        """No process, no exec, no socket."""
        return child_filter()

    def box(self, extra_files: tuple[BoxFile, ...], kept: Path) -> BoxSpec:  # noqa: ARG002  # other languages do
        """The interpreter with its standard library and the harness; no site packages."""
        runtime = interpreter_binds()
        return BoxSpec(
            # -I: no environment, no user folder; -S: no site packages; -X utf8: whatever the locale
            command=(runtime.program, "-I", "-S", "-X", "utf8", BOX_FOLDER),
            binds=runtime.binds,
            hidden=runtime.hidden,
            files=(*harness_files(), *extra_files),
            environment={
                "LD_LIBRARY_PATH": runtime.library_folder,
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                # A second arena would reserve 64 MiB of the address space that is the memory limit.
                "MALLOC_ARENA_MAX": "1",
            },
        )

    def type_text(self, type_: Type, signature: Signature) -> str:  # noqa: PLR0911  # one a kind
        """`list[int]`, `dict[str, float]`, `ListNode | None`, ..."""
        match type_:
            case PrimitiveType():
                return _PRIMITIVES[type_.type]
            case ArrayType():
                return f"list[{self.type_text(type_.items, signature)}]"
            case TupleType():
                items = ", ".join(self.type_text(item, signature) for item in type_.items)
                return f"tuple[{items or '()'}]"
            case MapType():
                key = self.type_text(type_.key_type, signature)
                return f"dict[{key}, {self.type_text(type_.value_type, signature)}]"
            case ObjectType():
                return "dict[str, object]"
            case UnionType():
                texts = [self.type_text(member, signature) for member in type_.types]
                parts = [part for text in texts for part in text.split(" | ")]
                unique = dict.fromkeys(part for part in parts if part != "None")
                return " | ".join([*unique, *(["None"] if "None" in parts else [])])
            case ReferenceType():
                return (
                    f"{type_.name} | None" if type_.name in BUILT_IN_TYPES else _class(type_.name)
                )

    def starter_code(self, signature: Signature) -> str:
        """Notes on the nodes, a class for each named record, and the function."""
        used = _built_in_types_used(signature)
        named = [self._definition(named, signature) for named in signature.named_types]
        imports = "from typing import TypedDict\n" if any("TypedDict" in it for it in named) else ""
        parameters = ", ".join(
            self._parameter(parameter, signature) for parameter in signature.parameters
        )
        # Annotations are not evaluated: a record may mention one that is defined below it.
        lazily = "from __future__ import annotations\n" if named else ""
        name = snake_case(signature.function_name)
        returns = self.type_text(signature.return_type, signature)
        function = (
            f"def {name}({parameters}) -> {returns}:\n"
            f"    # Write your solution here.\n"
            f"    return {_placeholder(signature.return_type, signature, ())}\n"
        )
        head = "\n".join(part for part in (lazily, imports) if part)
        notes = [_NODE_NOTES[kind] for kind in (LIST_NODE, TREE_NODE) if kind in used]
        return "\n\n".join([part for part in (head, *notes, *named, function) if part])

    def _parameter(self, parameter: Parameter, signature: Signature) -> str:
        text = self.type_text(parameter.type, signature)
        if not parameter.optional:
            return f"{_identifier(parameter.name)}: {text}"
        return f"{_identifier(parameter.name)}: {text.removesuffix(' | None')} | None = None"

    def _definition(self, named: NamedType, signature: Signature) -> str:
        name, definition = _class(named.name), named.definition
        if isinstance(definition, ObjectType):
            fields = {
                key: self.type_text(part, signature) for key, part in definition.properties.items()
            }
            if all(key.isidentifier() and not keyword.iskeyword(key) for key in fields):
                lines = [f"    {key}: {text}\n" for key, text in fields.items()]
                return f"class {name}(TypedDict):\n" + ("".join(lines) or "    pass\n")
            items = ", ".join(f"{key!r}: {text!r}" for key, text in fields.items())
            return f"{name} = TypedDict({name!r}, {{{items}}})\n"
        return f"{name} = {self.type_text(definition, signature)!r}\n"


PYTHON = Python()


def _class(name: str) -> str:
    return _identifier(pascal_case(name))


def _identifier(name: str) -> str:
    text = name if name[:1].isupper() else snake_case(name)
    if not text.isidentifier():
        text = f"_{text}"
    return f"{text}_" if keyword.iskeyword(text) else text


def _placeholder(  # noqa: PLR0911  # one a kind
    type_: Type, signature: Signature, seen: tuple[str, ...]
) -> str:
    """A value of the type, so that the starter code gives a wrong answer and not an error."""
    match type_:
        case PrimitiveType():
            return _PLACEHOLDERS[type_.type]
        case ArrayType():
            return "[]"
        case MapType():
            return "{}"
        case TupleType():
            items = [_placeholder(item, signature, seen) for item in type_.items]
            return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
        case ObjectType():
            parts = [
                f"{key!r}: {_placeholder(part, signature, seen)}"
                for key, part in type_.properties.items()
            ]
            return f"{{{', '.join(parts)}}}"
        case UnionType():
            texts = [_placeholder(member, signature, seen) for member in type_.types]
            return "None" if "None" in texts else texts[0]
        case ReferenceType():
            definition = signature.definition_of(type_.name)
            if definition is None or type_.name in seen:
                return "None"
            return _placeholder(definition, signature, (*seen, type_.name))


def _built_in_types_used(signature: Signature) -> set[str]:
    used: set[str] = set()
    pending: list[Type] = [parameter.type for parameter in signature.parameters]
    pending += [signature.return_type, *(named.definition for named in signature.named_types)]
    while pending:
        type_ = pending.pop()
        match type_:
            case ReferenceType():
                used.add(type_.name)
            case ArrayType():
                pending.append(type_.items)
            case TupleType():
                pending.extend(type_.items)
            case UnionType():
                pending.extend(type_.types)
            case MapType():
                pending.extend((type_.key_type, type_.value_type))
            case ObjectType():
                pending.extend(type_.properties.values())
            case PrimitiveType():
                pass
    return used & BUILT_IN_TYPES
