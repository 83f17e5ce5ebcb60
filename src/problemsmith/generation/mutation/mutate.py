"""`mutate(source, limit)`: the mutants of a program. Run in the sandbox, behind `operators.py`."""

import ast
from collections.abc import Iterator
from typing import Any, cast

from problemsmith.generation.mutation.operators import changes_of

Place = tuple[ast.AST, str, int | None, ast.AST]
"""A node's parent, the field that holds it, its index when that is a list, and the node."""

_SKIPPED_FIELDS = {"annotation", "returns", "decorator_list", "type_params"}


def mutate(source: str, limit: int) -> list[dict[str, object]]:
    """At most `limit` distinct mutants that compile: operator, line, description and source.

    When there are more, they are taken evenly over the program, so that no part goes untested.
    Raises SyntaxError for a source that is no program.
    """
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    found: list[dict[str, object]] = []
    for parent, field, index, node in _places(tree):
        for description, new in changes_of(node):
            _put(parent, field, index, new)
            try:
                mutant = ast.unparse(ast.fix_missing_locations(tree))
                compile(mutant, "mutant", "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
            finally:
                _put(parent, field, index, node)
            if mutant not in seen:
                seen.add(mutant)
                found.append(
                    {
                        "operator": type(node).__name__,
                        "line": getattr(node, "lineno", getattr(parent, "lineno", 0)),
                        "description": description,
                        "source": mutant,
                    }
                )
    if len(found) <= limit:
        return found
    return [found[number * len(found) // limit] for number in range(limit)]


def _places(tree: ast.AST) -> Iterator[Place]:
    """Every node that is part of what the program does: no docstrings, annotations or imports."""
    value: Any
    for field, value in ast.iter_fields(tree):
        if field in _SKIPPED_FIELDS:
            continue
        nodes = cast("list[Any]", value) if isinstance(value, list) else [value]
        for index, node in enumerate(nodes):
            if not isinstance(node, ast.AST) or _is_left_alone(node):
                continue
            yield tree, field, index if isinstance(value, list) else None, node
            yield from _places(node)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.expr_context | ast.JoinedStr)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node
