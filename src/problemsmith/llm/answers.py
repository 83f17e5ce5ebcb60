"""From what a model said to the typed answer that was asked for, or to the fault it is told."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TypeVar, cast

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from problemsmith.llm.coercion import validate_leniently
from problemsmith.llm.extraction import NoJsonError, find_json, is_refusal, only_fenced_block
from problemsmith.llm.lenient_json import too_deep

FAULTS_SHOWN = 8
CANDIDATES_LIMIT = 8

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_Answer = TypeVar("_Answer", bound=BaseModel)


class AnswerFaultError(ValueError):
    """The answer is not usable. The message is written for the model that gave it."""


class AnswerRefusedError(Exception):
    """The model declined in words."""


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles, which repeat the names."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        """Say no for every field."""
        return False


@cache
def schema_of(answer: type[BaseModel]) -> str:
    """Write the model's JSON schema in one line."""
    schema = answer.model_json_schema(schema_generator=_Untitled)
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def read_answer(text: str, answer: type[_Answer]) -> _Answer:
    """Read the typed answer from the text.

    Raises `AnswerFaultError` with what to mend, or `AnswerRefusedError`.
    """
    try:
        values = [found.value for found in find_json(text)[:CANDIDATES_LIMIT]]
    except NoJsonError as error:
        bare = _bare_field(text, answer)
        if bare is None:
            if is_refusal(text):
                raise AnswerRefusedError(text.strip()) from error
            raise AnswerFaultError(str(error)) from error
        values = [bare]
    first_fault: ValidationError | None = None
    for value in values:
        for reading in _readings(value, answer):
            try:
                result = validate_leniently(reading, answer)
            except ValidationError as error:
                first_fault = first_fault or error
            else:
                _refuse_unstorable(reading)
                return result
    raise AnswerFaultError(_describe(first_fault)) from first_fault


def _readings(value: JsonValue, answer: type[BaseModel]) -> Iterator[JsonValue]:
    """The value itself, then what is inside wrappings that models add around an answer."""
    yield value
    required = [name for name, field in answer.model_fields.items() if field.is_required()]
    if isinstance(value, dict):
        inner = [value[name] for name in ("arguments", "parameters", "input") if name in value]
        if len(value) == 1:
            inner = list(value.values())
        for one in inner:
            yield _decoded(one)
    elif isinstance(value, list):
        if len(value) == 1:
            yield value[0]
        if len(required) == 1:
            yield {required[0]: value}


def _decoded(value: JsonValue) -> JsonValue:
    """A tool call's arguments come as a string of JSON from some servers."""
    if isinstance(value, str):
        try:
            decoded = cast("JsonValue", json.loads(value))
        except (ValueError, RecursionError):
            return value
        return value if too_deep(decoded) else decoded
    return value


def _bare_field(text: str, answer: type[BaseModel]) -> JsonValue:
    """A lone fenced block where one text field was asked for: the block is that field."""
    fields = list(answer.model_fields.items())
    block = only_fenced_block(text)
    if block is None or len(fields) != 1 or re.match(r"\s*[{\[]", block):
        return None
    return {fields[0][0]: block}


def _refuse_unstorable(value: JsonValue) -> None:
    """Find control characters and half surrogate pairs.

    Databases refuse some of them, and the others come of a backslash that was not escaped: a
    regular expression's `\\b` arrives as a backspace.
    """
    waiting: list[JsonValue] = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                if found := _UNSTORABLE.search(text):
                    near = text[max(0, found.start() - 30) : found.end() + 30]
                    raise AnswerFaultError(
                        f"a string holds the character {found.group()!r}, near {near!r}; in code, "
                        "write the backslash of an escape twice, as in \\\\b"
                    )
            case list() as elements:
                waiting.extend(elements)
            case dict() as members:
                waiting.extend(members)
                waiting.extend(members.values())
            case _:
                pass


def _describe(error: ValidationError | None) -> str:
    """List the faults as `path: what was expected (got ...)`."""
    faults = error.errors(include_url=False) if error else []
    lines = [
        f"- {_path(fault['loc'])}: {fault['msg']} (got {_shown(cast('object', fault['input']))})"
        for fault in faults[:FAULTS_SHOWN]
    ]
    if len(faults) > FAULTS_SHOWN:
        lines.append(f"- and {len(faults) - FAULTS_SHOWN} more")
    return "it does not match the schema:\n" + "\n".join(lines)


def _path(location: tuple[int | str, ...]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return path.removeprefix(".") or "the whole answer"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:100]}... ({len(text)} characters)"
