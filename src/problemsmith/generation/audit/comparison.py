"""When two answers differ, seen as the tests see them."""

import math
from typing import Any, cast

from problemsmith.generation.audit.bench import Answer, View

SLACK = 1e-3
"""Floats that are closer than this, absolute or relative, are never held to differ: a data set
seldom says how exact an answer must be."""


def differ(one: Answer, two: Answer, view: View) -> bool:
    """Whether the answers are different in every way that the tests look at them.

    Nothing is known of a lost answer, so it never differs. An error differs from a value, and
    errors are all alike.
    """
    if one.is_lost or two.is_lost:
        return False
    if one.error is not None or two.error is not None:
        return (one.error is None) != (two.error is None)
    tolerance = max(SLACK, 10 * view.tolerance)
    return all(
        not _same(mine, theirs, tolerance)
        for mine, theirs in zip(one.views, two.views, strict=True)
    )


def same_value(one: Any, two: Any, tolerance: float = SLACK) -> bool:
    """Whether two packed values are the same within a tolerance."""
    return _same(one, two, tolerance)


def _same(one: Any, two: Any, tolerance: float) -> bool:
    one, two = _bare(one), _bare(two)
    if _is_number(one) and _is_number(two):
        if isinstance(one, float) or isinstance(two, float):
            return _close(one, two, tolerance)
        return one == two
    if isinstance(one, list) and isinstance(two, list):
        mine, theirs = cast("list[Any]", one), cast("list[Any]", two)
        return len(mine) == len(theirs) and all(
            _same(left, right, tolerance) for left, right in zip(mine, theirs, strict=True)
        )
    return _is_opaque(one) or _is_opaque(two) or one == two


def _close(one: float, two: float, tolerance: float) -> bool:
    try:
        return math.isclose(one, two, rel_tol=tolerance, abs_tol=tolerance)
    except OverflowError:
        return False


def _bare(value: Any) -> object:
    """A tuple and a list of the same items are not told apart, nor are orders of a dict."""
    if not isinstance(value, dict):
        return value
    [(kind, body)] = cast("dict[str, Any]", value).items()
    match kind:
        case "tuple" | "float":
            return body
        case "dict":
            return sorted(body, key=repr)
        case _:
            return cast("dict[str, Any]", value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _is_opaque(value: Any) -> bool:
    return isinstance(value, dict) and "opaque" in value
