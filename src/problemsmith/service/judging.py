"""Judging a program on tests that come from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError as PydanticError

from problemsmith.errors import ValidationError
from problemsmith.judge.program import JudgeTest
from problemsmith.problem.checker import Checker, ExactChecker
from problemsmith.problem.checkers import default_checker
from problemsmith.problem.json_text import JsonError, parse_json
from problemsmith.problem.plain_words import place, told, unreadable
from problemsmith.problem.signature import Signature
from problemsmith.problem.values import ValueMismatch, convert_arguments, convert_result
from problemsmith.problem.wire import Json, WireModel

_FORM = '{"signature": {...}?, "checker": {...}?, "tests": [{"input": [...], "expected": ...?}]}'


class _Test(WireModel):
    input: tuple[Json, ...]
    expected: Json = None


class _TestFile(WireModel):
    signature: Signature | None = None
    checker: Checker | None = None
    tests: tuple[_Test, ...]


@dataclass(frozen=True, slots=True)
class GivenTests:
    """The tests of a file, their values in canonical form where a signature tells the types."""

    signature: Signature | None
    checker: Checker
    tests: Sequence[JudgeTest]


def read_tests(path: Path) -> GivenTests:
    """Read and check a tests file.

    Raises:
        ValidationError: Not of the form, or a value that does not fit the signature; names where.
    """
    try:
        document = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, JsonError) as error:
        raise ValidationError(
            f"can't read {path}: {unreadable(error)}; expected {_FORM}"
        ) from error
    try:
        given = _TestFile.model_validate(document)
    except PydanticError as error:
        where = place(error) or "the document"
        raise ValidationError(f"{path}, {where}: {told(error)}; expected {_FORM}") from error
    if not given.tests:
        raise ValidationError(f"{path} holds no tests")
    tests: list[JudgeTest] = []
    for number, test in enumerate(given.tests, 1):
        try:
            tests.append(_typed(test, given.signature))
        except ValueMismatch as mismatch:
            raise ValidationError(f"{path}, test {number}: {mismatch}") from mismatch
    checker = given.checker or (
        default_checker(given.signature.return_type, given.signature)
        if given.signature
        else ExactChecker()
    )
    return GivenTests(given.signature, checker, tests)


def _typed(test: _Test, signature: Signature | None) -> JudgeTest:
    has_expected = "expected" in test.model_fields_set
    if signature is None:
        return JudgeTest(test.input, test.expected, has_expected)
    return JudgeTest(
        tuple(convert_arguments(list(test.input), signature)),
        convert_result(test.expected, signature) if has_expected else None,
        has_expected,
    )
