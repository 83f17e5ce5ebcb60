"""What pydantic found wrong with a value, in words for people who never heard of it."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError as PydanticError

_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "it is missing",
    "greater_than": lambda limits: f"it must be more than {limits['gt']:g}",
    "greater_than_equal": lambda limits: f"it must be at least {limits['ge']:g}",
    "less_than": lambda limits: f"it must be less than {limits['lt']:g}",
    "less_than_equal": lambda limits: f"it must be at most {limits['le']:g}",
    "finite_number": lambda _: "it must be a finite number",
    "string_too_long": lambda limits: f"it must have at most {limits['max_length']} characters",
    "string_too_short": lambda limits: f"it must have at least {limits['min_length']} characters",
    "string_type": lambda _: "it must be a string",
    "too_long": lambda limits: f"there may be at most {limits['max_length']}",
    "too_short": lambda limits: f"there must be at least {limits['min_length']}",
    "enum": lambda limits: f"it is one of {_listed(limits['expected'])}",
    "literal_error": lambda limits: f"it is one of {_listed(limits['expected'])}",
    "uuid_parsing": lambda _: "it is no id (a UUID)",
    "uuid_type": lambda _: "it is no id (a UUID)",
    "extra_forbidden": lambda _: "there is no such field",
    "model_type": lambda _: "it must be a JSON object",
    "model_attributes_type": lambda _: "it must be a JSON object",
    "dict_type": lambda _: "it must be a JSON object",
    "string_pattern_mismatch": lambda _: "it has characters that are not allowed there",
}


def told(error: PydanticError) -> str:
    """The first fault in plain words; pydantic's own where there are none."""
    first = error.errors()[0]
    if first["input"] != first["input"]:  # NaN is the one value that differs from itself
        return "it must be a number"
    sentence = _SENTENCES.get(first["type"])
    if sentence is None:
        return first["msg"].removeprefix("Value error, ")
    return sentence(first.get("ctx", {}))


def place(error: PydanticError) -> str:
    """Where the first fault is, as `verification.checks.0`; empty for the whole value."""
    return ".".join(str(part) for part in error.errors()[0]["loc"])


def unreadable(error: OSError | ValueError) -> str:
    """Why a text file can't be read, without numbers and the name that the sentence has anyway."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)


def _listed(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")
