"""Reading a data set: JSON lines in any of the three forms, plain or compressed with gzip."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError as PydanticError

from problemsmith.errors import ValidationError
from problemsmith.generation.audit.entry import CanonicalEntry, Entry, FunctionEntry
from problemsmith.problem.plain_words import unreadable
from problemsmith.problem.problem import Problem

MAX_BYTES = 512 << 20
"""Of the file, uncompressed."""
MAX_INPUTS = 1_000
"""Test inputs of one EvalPlus entry that are used; they come sorted by nothing, so the first."""
MAX_INPUT_CHARACTERS = 1_000_000
"""Of the inputs used of one entry, as JSON."""

_GZIP = b"\x1f\x8b"
_FORMS = (
    "expected the HumanEval form (task_id, prompt, entry_point, canonical_solution, test), the"
    " EvalPlus form (base_input and plus_input in place of test), or problemsmith's own"
)


class _MalformedError(Exception):
    """What is wrong with a line."""


def read_data_set(path: Path) -> tuple[Entry, ...]:
    """The entries of a file, in its order; blank lines are passed over.

    Raises:
        ValidationError: The file can't be read, is empty, or a line is malformed; names the line.
    """
    entries: dict[str, Entry] = {}
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = _entry(_document(line), number)
        except _MalformedError as error:
            raise ValidationError(f"{path}, line {number}: {error}") from error
        if entry.task_id in entries:
            raise ValidationError(
                f"{path}, line {number}: a second entry with the task_id {entry.task_id!r}"
            )
        entries[entry.task_id] = entry
    if not entries:
        raise ValidationError(f"{path} holds no problem; {_FORMS}, one JSON object a line")
    return tuple(entries.values())


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        why = unreadable(error) if isinstance(error, OSError) else str(error)
        raise ValidationError(f"can't read {path}: {why}") from error
    if len(content) > MAX_BYTES:
        raise ValidationError(f"{path} holds more than {MAX_BYTES >> 20} MB: split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValidationError(f"{path}, line {line}: not UTF-8 ({error.reason})") from error


def _document(line: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except RecursionError:
        raise _MalformedError("the JSON is nested too deeply") from None
    except ValueError as error:
        raise _MalformedError(f"not JSON ({error}); {_FORMS}, one JSON object a line") from error
    if not isinstance(document, dict):
        raise _MalformedError(f"{type(document).__name__} where an object was expected; {_FORMS}")
    return cast("dict[str, Any]", document)


def _entry(document: dict[str, Any], number: int) -> Entry:
    if "canonical_solution" in document or "prompt" in document or "entry_point" in document:
        return _function_entry(document, number)
    if "testCases" in document or "solutions" in document:
        try:
            problem = Problem.model_validate(document)
        except PydanticError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the object"
            raise _MalformedError(f"{place}: {first['msg']}") from error
        return CanonicalEntry(str(problem.id), problem)
    known = ", ".join(sorted(document)[:8]) or "none"
    raise _MalformedError(f"an object of unknown form (fields: {known}); {_FORMS}")


def _function_entry(document: dict[str, Any], number: int) -> FunctionEntry:
    name = _field(document, "entry_point")
    if not name.isidentifier():
        raise _MalformedError(f"entry_point: {name[:80]!r} is no function's name")
    inputs = tuple(_inputs(document))
    has_test = isinstance(document.get("test"), str) and bool(document["test"].strip())
    if not inputs and not has_test:
        raise _MalformedError("it has neither test nor base_input: nothing says what is right")
    task_id = document.get("task_id", f"line {number}")
    atol = document.get("atol", 0.0)
    if isinstance(atol, bool) or not isinstance(atol, int | float):
        raise _MalformedError("atol: expected a number")
    return FunctionEntry(
        task_id=task_id if isinstance(task_id, str) else json.dumps(task_id),
        name=name,
        prompt=_field(document, "prompt"),
        solution=_field(document, "canonical_solution"),
        test=None if inputs else _field(document, "test"),
        inputs=inputs,
        contract=_field(document, "contract") if document.get("contract") else "",
        atol=float(atol),
    )


def _field(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        found = "nothing" if name not in document else type(value).__name__
        raise _MalformedError(f"{name}: expected a text, found {found}; {_FORMS}")
    return value


def _inputs(document: dict[str, Any]) -> Iterator[list[Any]]:
    """The base inputs, then those of plus_input, as far as the bounds allow."""
    count, characters = 0, 0
    for field in ("base_input", "plus_input"):
        given: Any = document.get(field)
        if given is None or given == {}:
            continue
        if not isinstance(given, list):
            raise _MalformedError(f"{field}: expected a list of lists of arguments")
        for arguments in cast("list[Any]", given):
            if not isinstance(arguments, list):
                raise _MalformedError(f"{field}: expected a list of lists of arguments")
            count += 1
            characters += len(json.dumps(arguments))
            if count > MAX_INPUTS or characters > MAX_INPUT_CHARACTERS:
                return
            yield cast("list[Any]", arguments)
