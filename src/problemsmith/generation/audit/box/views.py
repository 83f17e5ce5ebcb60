"""How a test looks at an answer: as it is, sorted, as a set, within a tolerance.

A test that sorts the answer allows any order, so two programs differ only in what it looks at. A
view is an expression in `RESULT`; two answers are the same when every view gives the same value.

Run in the sandbox.
"""

import ast
import builtins
import copy
from typing import Any

RESULT = "the_result"
_DEFAULT_TOLERANCE = 1e-6


class Views:
    """The views of a test's `check` function: expressions, tolerance, and what is not understood.

    `unknown` counts the assertions that look at the answer in a way that can't be told apart from
    the input, such as a property that several answers may have.
    """

    def __init__(self, source: str) -> None:
        self.expressions: list[str] = []
        self.tolerance = 0.0
        self.understood = 0
        self.unknown = 0
        self._aliases: dict[str, ast.expr] = {}
        tree = ast.parse(source)
        self._known = {RESULT, *dir(builtins), *_defined(tree)}
        checks = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
        for function in checks:
            if function.name == "check" and function.args.args:
                self._candidate = function.args.args[0].arg
                self._read(function)

    def to_json(self) -> dict[str, Any]:
        """As data for the other side of the wall."""
        whole = [one for one in self.expressions if not _is_part(one)]
        return {
            "expressions": whole or self.expressions or [RESULT],
            "tolerance": self.tolerance,
            "isProperty": self.unknown > 0 and self.unknown >= self.understood,
        }

    def _read(self, function: ast.FunctionDef) -> None:
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = self._substituted(node.value)
                if _has_result(value):
                    self._aliases[node.targets[0].id] = value
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                self._look(self._substituted(node.test))
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                called = node.value.func
                is_candidate = isinstance(called, ast.Name) and called.id == self._candidate
                if not is_candidate and _has_result(self._substituted(node.value)):
                    self.unknown += 1

    def _look(self, test: ast.expr) -> None:
        if not _has_result(test):
            return
        match test:
            case ast.BoolOp(op=ast.And(), values=values):
                for value in values:
                    self._look(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._look(operand)
            case ast.BoolOp() | ast.Compare(ops=[ast.In() | ast.NotIn() | ast.NotEq()]):
                self.unknown += 1
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                self._look_at_comparison(test, left, operator, right)
            case ast.Call():
                self._look_at_call(test)
            case _:
                self._add(test)

    def _look_at_comparison(
        self, test: ast.expr, left: ast.expr, operator: ast.cmpop, right: ast.expr
    ) -> None:
        if isinstance(operator, ast.Eq | ast.Is):
            self._look_at_sides(left, right)
        elif isinstance(operator, ast.Lt | ast.LtE):
            self._look_at_difference(left, right, test)
        else:
            self._add(test)

    def _look_at_call(self, test: ast.Call) -> None:
        match test:
            case ast.Call(func=ast.Name(id="isinstance")):
                self.understood += 1
            case ast.Call(
                func=ast.Attribute(attr="isclose" | "allclose") | ast.Name(id="isclose"),
                args=[one, two, *_],
            ):
                self._allow(_DEFAULT_TOLERANCE)
                self._look_at_sides(one, two)
            case _:
                self._add(test)

    def _look_at_sides(self, left: ast.expr, right: ast.expr) -> None:
        if _has_result(left) and _has_result(right):
            self.unknown += 1
        else:
            self._add(left if _has_result(left) else right)

    def _look_at_difference(self, left: ast.expr, right: ast.expr, test: ast.expr) -> None:
        """`abs(answer - expected) < tolerance`."""
        match left:
            case ast.Call(
                func=ast.Name(id="abs") | ast.Attribute(attr="fabs"),
                args=[ast.BinOp(left=one, op=ast.Sub(), right=two)],
            ):
                stated = right.value if isinstance(right, ast.Constant) else None
                self._allow(float(stated) if isinstance(stated, float | int) else 1e-2)
                self._look_at_sides(one, two)
            case _:
                self._add(test)

    def _allow(self, tolerance: float) -> None:
        self.tolerance = max(self.tolerance, tolerance)

    def _add(self, view: ast.expr) -> None:
        names = {one.id for one in ast.walk(view) if isinstance(one, ast.Name)}
        bound = {
            one.id
            for one in ast.walk(view)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        }
        if not names <= self._known | bound:
            self.unknown += 1
            return
        self.understood += 1
        text = ast.unparse(view)
        if text not in self.expressions:
            self.expressions.append(text)

    def _substituted(self, node: ast.expr) -> ast.expr:
        return _Substitution(self._candidate, self._aliases).visit(copy.deepcopy(node))


class _Substitution(ast.NodeTransformer):
    """Puts `RESULT` in the place of each call of the candidate, and of names bound to one."""

    def __init__(self, candidate: str, aliases: dict[str, ast.expr]) -> None:
        self._candidate = candidate
        self._aliases = aliases

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == self._candidate:
            return ast.Name(RESULT, ast.Load())
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        alias = self._aliases.get(node.id)
        return node if alias is None else copy.deepcopy(alias)


def _is_part(view: str) -> bool:
    """Whether a view looks at a part of the answer only: its length, one place, a slice."""
    match ast.parse(view, mode="eval").body:
        case ast.Call(func=ast.Name(id="len")) | ast.Subscript() | ast.Call(func=ast.Attribute()):
            return True
        case _:
            return False


def _has_result(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) and one.id == RESULT for one in ast.walk(node))


def _defined(tree: ast.Module) -> set[str]:
    """The names that the test's module defines for itself."""
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                names |= {(one.asname or one.name).split(".")[0] for one in imported}
            case ast.Assign(targets=targets):
                names |= {one.id for one in targets if isinstance(one, ast.Name)}
            case _:
                pass
    return names
