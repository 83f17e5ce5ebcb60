"""Comparing an answer with the expected one, for the checkers that need no program.

Values may be of any depth and size: nothing here recurses, and the time is linear in their size
(with sorting, n log n, where the order is free). NaN and infinities match nothing, themselves
included; a judge that wants them to match marks both in the same way, as text for example.
"""

import math

from problemsmith.problem.checker import (
    AnyOrderChecker,
    Checker,
    CustomChecker,
    ExactChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.comparison import Number, first_difference
from problemsmith.problem.shape import resolved
from problemsmith.problem.signature import Signature
from problemsmith.problem.types import FLOAT, ReferenceType, Type, child_types
from problemsmith.problem.unordered import first_difference_in_any_order
from problemsmith.problem.wire import Json

MAX_EXPLANATION = 400
"""How long an explanation may be, in characters."""


def matches(checker: Checker, expected: Json, actual: Json) -> bool:
    """Whether the actual answer is right. Raises TypeError for a custom checker: it is a program,
    and runs in the sandbox."""
    return _difference(checker, expected, actual) is None


def explain(checker: Checker, expected: Json, actual: Json) -> str | None:
    """The first difference in words, with its place, or None when the answer is right.

    At most `MAX_EXPLANATION` characters. Raises TypeError for a custom checker.
    """
    difference = _difference(checker, expected, actual)
    return None if difference is None else difference[:MAX_EXPLANATION]


def default_checker(return_type: Type, signature: Signature) -> Checker:
    """The checker for a return type when nobody chose one: float where floats occur, else exact."""
    pending = [return_type]
    seen: set[str] = set()
    while pending:
        type_ = pending.pop()
        if isinstance(type_, ReferenceType):
            if type_.name in seen:
                continue
            seen.add(type_.name)
            type_ = resolved(type_, signature)
        if type_ == FLOAT:
            return FloatChecker()
        pending.extend(child_types(type_))
    return ExactChecker()


def _difference(checker: Checker, expected: Json, actual: Json) -> str | None:
    match checker:
        case ExactChecker():
            return first_difference(expected, actual)
        case FloatChecker():
            return first_difference(
                expected, actual, numbers_match=lambda right, other: _is_near(checker, right, other)
            )
        case AnyOrderChecker():
            return first_difference_in_any_order(expected, actual, nested=False)
        case NestedAnyOrderChecker():
            return first_difference_in_any_order(expected, actual, nested=True)
        case CustomChecker():
            raise TypeError("a custom checker is a program: run it in the sandbox")


def _is_near(checker: FloatChecker, expected: Number, actual: Number) -> bool:
    """Two ints are compared exactly: a count beside a mean has no tolerance."""
    if isinstance(expected, int) and isinstance(actual, int):
        return expected == actual
    try:
        right, other = float(expected), float(actual)
    except OverflowError:  # an int beyond the range of floats is near no float
        return False
    if not (math.isfinite(right) and math.isfinite(other)):
        return False
    return abs(other - right) <= max(checker.absolute, checker.relative * abs(right))
