"""Programs that give another value than they should, on some inputs."""

from golden.problems.reading import GoldenProblem
from problemsmith.problem.types import ArrayType, Type, UnionType

SPOIL = """

def _spoilt(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value[:-1] if value else "?"
    if isinstance(value, (list, tuple)):
        return type(value)(value[:-1]) if isinstance(value, list) and value else _items(value)
    if isinstance(value, dict):
        return {key: _spoilt(one) for key, one in value.items()}
    return _other(value)


def _items(value):
    return tuple(_spoilt(one) for one in value) if isinstance(value, tuple) else SPARE


def _other(value):
    if isinstance(value, (ListNode, TreeNode)):
        value.val += 1
        return value
    return SPARE
"""
"""Another value of the same type."""

_WRAPPED = """

_solve = run_solution


def run_solution(*arguments):
    import json
    first = arguments[0]
    text = repr(_plain(arguments))
    value = _solve(*arguments)
    return _spoilt(value) if {when} else value


def _plain(value):
    if isinstance(value, ListNode):
        items = []
        while value is not None:
            items.append(value.val)
            value = value.next
        return items
    if isinstance(value, TreeNode):
        return [value.val, _plain(value.left), _plain(value.right)]
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
"""


def spoilt(code: str, problem: GoldenProblem, when: str) -> str:
    """The program, giving another value where `when` holds. It may speak of `text`, the arguments
    written as text, and of `first`, the first argument."""
    return code + SPOIL.replace("SPARE", spare(problem)) + _WRAPPED.replace("{when}", when)


def spare(problem: GoldenProblem) -> str:
    """A value for where nothing can be changed, such as an empty list."""
    type_ = problem.text.signature.return_type
    if isinstance(type_, ArrayType):
        return f"[{_zero(type_.items)}]"
    if isinstance(type_, UnionType):
        return _zero(type_.types[0])
    return {"ListNode": "ListNode(7)", "TreeNode": "TreeNode(7)"}.get(
        getattr(type_, "name", ""), _zero(type_)
    )


def _zero(type_: Type) -> str:
    if isinstance(type_, ArrayType):
        return "[]"
    if type_.kind == "tuple":
        return "(" + "".join(f"{_zero(one)}, " for one in type_.items) + ")"
    if type_.kind == "object":
        return "{" + ", ".join(f"{k!r}: {_zero(v)}" for k, v in type_.properties.items()) + "}"
    if type_.kind == "map":
        return "{'zz': 1}"
    return {"int": "0", "float": "0.5", "string": "'zz'", "boolean": "True"}.get(
        getattr(type_, "type", ""), "None"
    )
