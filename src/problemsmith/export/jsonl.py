"""The canonical form: one problem a line, everything there is, readable again without loss.

Lines are canonical JSON (sorted keys, no spaces, ASCII), so the same problem gives the same bytes.
"""

from collections.abc import Iterator
from typing import IO

from pydantic import ValidationError as PydanticError

from problemsmith.errors import ValidationError
from problemsmith.problem import plain_words
from problemsmith.problem.json_text import JsonError, parse_json
from problemsmith.problem.problem import Problem
from problemsmith.problem.values import canonical_json

FORMAT = "problemsmith/1"

LONGEST_LINE = 64 * 2**20
"""Characters of one problem; a longer line is refused before it is read whole."""


def to_line(problem: Problem) -> str:
    """The problem as one line, with its line break."""
    return canonical_json({"format": FORMAT, **problem.to_wire()}) + "\n"


def read_problems(file: IO[str], name: str) -> Iterator[tuple[int, Problem]]:
    """The problems of an open file with their lines' numbers; empty lines are passed over.

    Raises:
        ValidationError: A line that is no problem; says which and why.
    """
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise ValidationError(f"{name}, line {number}: longer than {LONGEST_LINE} characters")
        if line.strip():
            yield number, _read_line(line, f"{name}, line {number}")


def _read_line(line: str, place: str) -> Problem:
    try:
        document = parse_json(line)
    except JsonError as error:
        raise ValidationError(f"{place}: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValidationError(f'{place}: not a problem of the form "format": "{FORMAT}"')
    fields = {key: value for key, value in document.items() if key != "format"}
    try:
        return Problem.model_validate(fields)
    except PydanticError as error:
        field = plain_words.place(error)
        raise ValidationError(f"{place}, {field}: {plain_words.told(error)}") from error
