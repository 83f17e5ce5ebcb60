"""Mends the types in an answer where there is one way to do it.

Works from pydantic's own list of faults: each says where the value lies and what was expected. What
is not in the table here stays as it is, and the fault goes back to the model.
"""

import copy
import json
import re
from collections.abc import Sequence
from typing import TypeVar, cast

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails

from problemsmith.llm.lenient_json import too_deep

PASSES_LIMIT = 5  # a mend can bring the next fault to light

_Answer = TypeVar("_Answer", bound=BaseModel)
_Path = Sequence[int | str]


def validate_leniently(value: JsonValue, answer: type[_Answer]) -> _Answer:
    """Validate the value against the model, mending types on the way.

    Raises pydantic's `ValidationError` about the value as it stood after the last mend.
    """
    for _ in range(PASSES_LIMIT):
        try:
            return answer.model_validate(value)
        except ValidationError as error:
            mended = _mend(value, error.errors(include_url=False))
            if mended is None or too_deep(mended):  # a string that was JSON may hold anything
                raise
            value = mended
    return answer.model_validate(value)


def _mend(value: JsonValue, faults: list[ErrorDetails]) -> JsonValue | None:
    """Give a mended copy, or None if nothing could be done."""
    root: list[JsonValue] = [copy.deepcopy(value)]
    changed = False
    for fault in faults:
        path: _Path = (0, *fault["loc"])
        parent = _at(root, path[:-1])
        if fault["type"] == "missing":
            changed |= _rename_to(parent, path[-1])
        elif _holds(parent, path[-1]):
            changed |= _mend_one(parent, path[-1], fault)
    return root[0] if changed else None


def _at(root: JsonValue, path: _Path) -> JsonValue:
    """The value at the path, or None where there is none."""
    for part in path:
        if not _holds(root, part):
            return None
        root = _get(root, part)
    return root


def _holds(parent: JsonValue, part: int | str) -> bool:
    if isinstance(parent, list):
        return isinstance(part, int) and part < len(parent)
    return isinstance(parent, dict) and part in parent


def _get(parent: JsonValue, part: int | str) -> JsonValue:
    if isinstance(parent, list):
        return parent[cast("int", part)]
    return cast("dict[str, JsonValue]", parent)[cast("str", part)]


def _put(parent: JsonValue, part: int | str, value: JsonValue) -> None:
    if isinstance(parent, list):
        parent[cast("int", part)] = value
    else:
        cast("dict[str, JsonValue]", parent)[cast("str", part)] = value


def _rename_to(parent: JsonValue, name: int | str) -> bool:
    """`rewordedStatement` for `reworded_statement`: the same name in another spelling."""
    if not isinstance(parent, dict) or not isinstance(name, str):
        return False
    twins = [key for key in parent if key != name and _plain(key) == _plain(name)]
    if len(twins) != 1:
        return False
    parent[name] = parent.pop(twins[0])
    return True


def _mend_one(parent: JsonValue, part: int | str, fault: ErrorDetails) -> bool:
    value = _get(parent, part)
    if value is None and isinstance(parent, dict) and isinstance(part, str):
        del parent[part]  # null stands for "left out", which a field with a default takes
        return True
    mended: JsonValue = None
    match fault["type"]:
        case "string_type":
            mended = _as_text(value)
        case "list_type" | "tuple_type" | "set_type":
            mended = _as_list(value)
        case "model_type" | "model_attributes_type" | "dict_type":
            mended = _decoded(value, dict)
        case "literal_error" | "enum":
            mended = _as_choice(value, str(fault.get("ctx", {}).get("expected", "")))
        case _:
            pass
    if mended is None:
        return False
    _put(parent, part, mended)
    return True


def _as_text(value: JsonValue) -> str | None:
    """A number or boolean as it is written; code or prose given as a list of lines, joined."""
    if isinstance(value, list):
        lines = [line for line in value if isinstance(line, str)]
        return "\n".join(lines) if lines and len(lines) == len(value) else None
    return json.dumps(value) if isinstance(value, int | float) else None


def _as_list(value: JsonValue) -> JsonValue | None:
    """A list written as a string of JSON, or a single value in place of a list."""
    if value is None:
        return None
    decoded = _decoded(value, list)
    return [value] if decoded is None else decoded


def _decoded(
    value: JsonValue, kind: type[list[object]] | type[dict[str, object]]
) -> JsonValue | None:
    """The object or array that a string holds as JSON, if it does."""
    if not isinstance(value, str):
        return None
    try:
        inner = cast("JsonValue", json.loads(value))
    except (ValueError, RecursionError):
        return None
    return inner if isinstance(inner, kind) else None


def _as_choice(value: JsonValue, expected: str) -> str | None:
    """`Any Order` for `any_order`: one of the allowed words in another spelling."""
    if not isinstance(value, str):
        return None
    choices = [word for word in re.findall(r"'([^']*)'", expected) if _plain(word) == _plain(value)]
    return choices[0] if len(choices) == 1 and choices[0] != value else None


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()
