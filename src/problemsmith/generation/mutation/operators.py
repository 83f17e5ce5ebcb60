"""The mutation operators: what may be put in the place of a node of a program's syntax tree.

This file and `mutate.py` are run in the sandbox, as one program: the source that they parse is
nobody's that we trust. So they use the standard library alone and import nothing of ours.

The operators are those of the published sets for Python (comparison, boundary, arithmetic, logic,
constant, branch, statement, slice and call), picked for the mistakes that people make.
"""

import ast
import copy
from collections.abc import Iterator

Change = tuple[str, ast.AST]
"""What was done, in a few words, and the new node."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE, ast.NotEq),
    ast.LtE: (ast.Lt, ast.Gt, ast.Eq),
    ast.Gt: (ast.GtE, ast.LtE, ast.NotEq),
    ast.GtE: (ast.Gt, ast.Lt, ast.Eq),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.FloorDiv, ast.Mult),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Add),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
_SWAPPED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "floor": "ceil",
    "ceil": "floor",
    "lower": "upper",
    "upper": "lower",
    "startswith": "endswith",
    "endswith": "startswith",
    "find": "rfind",
    "rfind": "find",
    "index": "rindex",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "islower": "isupper",
    "isupper": "islower",
    "popleft": "pop",
    "appendleft": "append",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "union": "intersection",
    "intersection": "union",
}
_DROPPED_AROUND = {"abs", "sorted", "set", "round", "int", "reversed", "float", "frozenset"}
"""Functions whose call may be forgotten, leaving the argument."""
_DROPPED_AFTER = {"lower", "upper", "strip", "lstrip", "rstrip", "swapcase", "copy", "title"}
"""Methods whose call may be forgotten, leaving what it was called on."""


def changes_of(node: ast.AST) -> Iterator[Change]:
    """The changes to one node; each new node is a fresh tree."""
    match node:
        case ast.expr():
            yield from _expression(node)
        case ast.stmt():
            yield from _statement(node)
        case ast.comprehension():
            if node.ifs:
                yield "drop the filter", _with(node, ifs=[])
            yield from _iterated(node)
        case _:
            pass


def _expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Compare():
            yield from _comparison(node)
        case ast.BinOp():
            yield from _arithmetic(node)
        case ast.BoolOp():
            yield from _logic(node)
        case ast.UnaryOp(op=ast.Not() | ast.USub() as op, operand=operand):
            yield "drop the sign" if isinstance(op, ast.USub) else "drop not", operand
        case ast.Constant():
            yield from _constant(node)
        case ast.IfExp(body=body, orelse=orelse):
            yield "always the first case", body
            yield "always the second case", orelse
        case ast.Subscript(ctx=ast.Load()):
            yield from _subscript(node)
        case ast.Call():
            yield from _call(node)
        case _:
            pass


def _statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.AugAssign():
            yield from _augmented(node)
        case ast.If():
            yield from _branch(node)
        case ast.While() | ast.For():
            yield from _loop(node)
        case ast.Break():
            yield "break becomes continue", ast.Continue()
        case ast.Continue():
            yield "continue becomes break", ast.Break()
            yield "drop continue", ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield "drop the statement", ast.Pass()
        case ast.Return(value=ast.expr() as value):
            yield from _returned(value)
        case _:
            pass


def _iterated(node: ast.For | ast.comprehension) -> Iterator[Change]:
    """Some of the items passed over; a range has its bounds moved instead."""
    source = node.iter
    if isinstance(source, ast.Call) and _called(source.func) == "range":
        return
    items = _listed(source)
    yield "only the first item", _with(node, iter=_cut(items, None, 1))
    yield "the first item is passed over", _with(node, iter=_cut(items, 1, None))
    yield "the last item is passed over", _with(node, iter=_cut(items, None, -1))


def _loop(node: ast.While | ast.For) -> Iterator[Change]:
    if isinstance(node, ast.For):
        yield "only the first round", _with(node, body=[*node.body, ast.Break()])
        yield from _iterated(node)
        return
    yield "the loop is never entered", _with(node, test=_false())
    yield "the loop is a branch", ast.If(test=node.test, body=node.body, orelse=[])


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for index, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            operators = [*node.ops]
            operators[index] = other()
            yield f"{type(operator).__name__} becomes {other.__name__}", _with(node, ops=operators)
    if len(node.ops) > 1:
        yield (
            "drop the second comparison",
            _with(node, ops=node.ops[:1], comparators=node.comparators[:1]),
        )
        yield (
            "drop the first comparison",
            _with(
                node, left=node.comparators[0], ops=node.ops[1:], comparators=node.comparators[1:]
            ),
        )


def _arithmetic(node: ast.BinOp) -> Iterator[Change]:
    sign = _SIGNS.get(type(node.op), "the operator")
    for other in _ARITHMETIC.get(type(node.op), ()):
        yield f"{sign} becomes {_SIGNS[other]}", _with(node, op=other())
    yield f"drop what stands after {sign}", node.left
    yield f"drop what stands before {sign}", node.right


def _augmented(node: ast.AugAssign) -> Iterator[Change]:
    sign = _SIGNS.get(type(node.op), "")
    for other in _ARITHMETIC.get(type(node.op), ()):
        yield f"{sign}= becomes {_SIGNS[other]}=", _with(node, op=other())
    target = copy.deepcopy(node.target)
    yield f"{sign}= becomes =", ast.Assign(targets=[target], value=node.value, lineno=node.lineno)
    yield "drop the statement", ast.Pass()


def _logic(node: ast.BoolOp) -> Iterator[Change]:
    if isinstance(node.op, ast.And):
        yield "and becomes or", _with(node, op=ast.Or())
    else:
        yield "or becomes and", _with(node, op=ast.And())
    for index in range(len(node.values)):
        rest = node.values[:index] + node.values[index + 1 :]
        yield f"drop condition {index + 1}", rest[0] if len(rest) == 1 else _with(node, values=rest)


def _constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    match value:
        case bool():
            yield f"{value} becomes {not value}", ast.Constant(not value)
        case int():
            for other in dict.fromkeys((value + 1, value - 1, 0)):
                if other != value:
                    yield f"{value} becomes {other}", _number(other)
        case float():
            for changed in dict.fromkeys((value + 1.0, -value, value / 2)):
                if changed != value and changed == changed:  # noqa: PLR0124 - not NaN
                    yield f"{value} becomes {changed}", _number(changed)
        case str():
            yield "the text is another", ast.Constant(value[:-1] if len(value) > 1 else value + "x")
            if value:
                yield "the text is empty", ast.Constant("")
        case _:
            pass


def _branch(node: ast.If) -> Iterator[Change]:
    yield "the condition is always true", _with(node, test=ast.Constant(True))
    yield "the condition is never true", _with(node, test=_false())
    yield "the condition is turned", _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    if node.orelse:
        yield "drop the other branch", _with(node, orelse=[])
    if not all(isinstance(one, ast.Pass) for one in node.body):
        yield "drop the branch's body", _with(node, body=[ast.Pass()])


def _subscript(node: ast.Subscript) -> Iterator[Change]:
    part = node.slice
    if not isinstance(part, ast.Slice):
        if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
            yield "one place further", _with(node, slice=_plus(part, 1))
            yield "one place before", _with(node, slice=_plus(part, -1))
        return
    if part.lower is not None:
        yield "the slice begins later", _with(node, slice=_with(part, lower=_plus(part.lower, 1)))
        yield "the slice has no beginning", _with(node, slice=_with(part, lower=None))
    if part.upper is not None:
        yield "the slice ends later", _with(node, slice=_with(part, upper=_plus(part.upper, 1)))
        yield "the slice ends earlier", _with(node, slice=_with(part, upper=_plus(part.upper, -1)))
        yield "the slice has no end", _with(node, slice=_with(part, upper=None))
    if part.step is not None:
        yield "the slice has no step", _with(node, slice=_with(part, step=None))


def _call(node: ast.Call) -> Iterator[Change]:
    name = _called(node.func)
    yield from _called_otherwise(node, name)
    yield from _not_called(node, name)
    if name in {"min", "max"} and isinstance(node.func, ast.Name):
        yield from _one_of(node)
    if name == "len":
        yield "the length is one less", _plus(node, -1)
        yield "the length is one more", _plus(node, 1)
    if name in {"sorted", "sort", "min", "max"}:
        for index, keyword in enumerate(node.keywords):
            rest = node.keywords[:index] + node.keywords[index + 1 :]
            yield f"drop {keyword.arg}", _with(node, keywords=rest)


def _called_otherwise(node: ast.Call, name: str) -> Iterator[Change]:
    """Another function, or the same one with other arguments."""
    function, arguments = node.func, node.args
    other = _SWAPPED.get(name)
    if other is not None:
        new = (
            ast.Name(other, ast.Load())
            if isinstance(function, ast.Name)
            else _with(function, attr=other)
        )
        yield f"{name} becomes {other}", _with(node, func=new)
    if name == "range":
        for index, argument in enumerate(arguments):
            for step in (1, -1):
                changed = [*arguments]
                changed[index] = _plus(argument, step)
                yield f"the range's bound is {step:+d}", _with(node, args=changed)
    elif len(arguments) == 2 and not any(isinstance(one, ast.Starred) for one in arguments):
        yield "the arguments change places", _with(node, args=arguments[::-1])


def _not_called(node: ast.Call, name: str) -> Iterator[Change]:
    """The call forgotten: its argument, or what a method was called on, stays."""
    function, arguments = node.func, node.args
    if isinstance(function, ast.Name) and name in _DROPPED_AROUND and arguments:
        bare = arguments[0]
        if name in {"sorted", "reversed", "set", "frozenset"}:
            bare = ast.Call(ast.Name("list", ast.Load()), [bare], [])
        yield f"drop {name}", bare
    if isinstance(function, ast.Attribute) and name in _DROPPED_AFTER:
        yield f"drop {name}", function.value


def _one_of(node: ast.Call) -> Iterator[Change]:
    """Just one of the values, not the least or the greatest."""
    arguments = node.args
    if len(arguments) > 1:
        for index, argument in enumerate(arguments):
            yield f"always argument {index + 1}", argument
    elif len(arguments) == 1 and not isinstance(arguments[0], ast.Starred):
        items: ast.expr = _listed(arguments[0])
        for keyword in node.keywords:
            if keyword.arg == "default":
                items = ast.BoolOp(ast.Or(), [items, ast.List([keyword.value], ast.Load())])
        for index, word in ((0, "first"), (-1, "last")):
            yield f"always the {word}", ast.Subscript(items, _number(index), ast.Load())


def _returned(value: ast.expr) -> Iterator[Change]:
    match value:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            yield "always true", ast.Return(ast.Constant(True))
            yield "always false", ast.Return(_false())
        case ast.List(elts=[_, *_]):
            yield "nothing is returned", ast.Return(ast.List([], ast.Load()))
        case _:
            pass


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _number(value: float) -> ast.expr:
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _plus(node: ast.expr, step: int) -> ast.expr:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return _number(value + step)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return _number(step - value)
        case _:
            sign = ast.Add() if step > 0 else ast.Sub()
            return ast.BinOp(node, sign, ast.Constant(abs(step)))


def _listed(node: ast.expr) -> ast.Call:
    if isinstance(node, ast.GeneratorExp):
        node = ast.ListComp(node.elt, node.generators)
    return ast.Call(ast.Name("list", ast.Load()), [node], [])


def _cut(node: ast.expr, lower: int | None, upper: int | None) -> ast.Subscript:
    def bound(value: int | None) -> ast.expr | None:
        return None if value is None else _number(value)

    return ast.Subscript(node, ast.Slice(bound(lower), bound(upper)), ast.Load())


def _false() -> ast.expr:
    return ast.Constant(False)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
