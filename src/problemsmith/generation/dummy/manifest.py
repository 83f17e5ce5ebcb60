"""The `problem.toml` of a catalogue folder, parsed once and trusted afterwards."""

import tomllib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import ValidationError as PydanticValidationError

from problemsmith.errors import ProblemsmithError
from problemsmith.problem.json_text import parse_json
from problemsmith.problem.problem import BugClass, Difficulty, WorkedExample
from problemsmith.problem.signature import Signature
from problemsmith.problem.typescript import parse_signature
from problemsmith.problem.values import ValueMismatch, check_arguments, check_result
from problemsmith.problem.wire import Json

MANIFEST_FILE = "problem.toml"

CheckerKind = Literal["exact", "float", "any_order", "nested_any_order", "custom"]


class CatalogueError(ProblemsmithError):
    """A folder of the catalogue is malformed; the message names the file and the field."""


def _read_json(value: object) -> object:
    """TOML has no null, so arguments and results stand as JSON text."""
    if not isinstance(value, str):
        raise ValueError(  # noqa: TRY004  # pydantic reports ValueErrors with their field
            "must be JSON text in quotes, for instance '[1, null]'"
        )
    return parse_json(value)


JsonText = Annotated[Json, BeforeValidator(_read_json)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
PythonFile = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.py$")]


class _Table(BaseModel):
    """A TOML table; a misspelt key is an error and not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ExampleEntry(_Table):
    """A worked example: `arguments` and `result` as JSON text."""

    arguments: Annotated[tuple[Json, ...], BeforeValidator(_read_json)]
    result: JsonText
    explanation: Line


class TestCaseEntry(_Table):
    """A test case: its generator is `tests/<file>`."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    file: PythonFile
    description: Line
    is_edge_case: bool = False
    is_sample_case: bool = False


class WrongSolutionEntry(_Table):
    """A wrong solution: its code is `wrong/<file>`."""

    file: PythonFile
    bug_class: BugClass
    description: Line


class Manifest(_Table):
    """What `problem.toml` says; the bounds on counts are those of a model's answers."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=120)]
    difficulty: Difficulty
    topics: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    focus_areas: Annotated[tuple[Slug, ...], Field(min_length=1)]
    signature: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4)]
    checker: CheckerKind
    constraints: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    examples: Annotated[tuple[ExampleEntry, ...], Field(min_length=2, max_length=3)]
    test_cases: Annotated[tuple[TestCaseEntry, ...], Field(min_length=5, max_length=15)]
    wrong_solutions: Annotated[tuple[WrongSolutionEntry, ...], Field(min_length=2, max_length=12)]

    @classmethod
    def parse(cls, slug: str, text: str) -> Self:
        """Read the text of a `problem.toml`. Raises CatalogueError."""
        where = f"{slug}/{MANIFEST_FILE}"
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{where}: no valid TOML: {error}") from None
        except PydanticValidationError as error:
            faults = (f"{_field(fault['loc'])}: {fault['msg']}" for fault in error.errors())
            raise CatalogueError(f"{where}: {'; '.join(faults)}") from None

    def parsed_signature(self, slug: str) -> Signature:
        """The signature as a tree of types. Raises CatalogueError."""
        try:
            return parse_signature(self.signature)
        except ValueError as error:
            raise CatalogueError(f"{slug}/{MANIFEST_FILE}: signature: {error}") from None

    def worked_examples(self, slug: str, signature: Signature) -> tuple[WorkedExample, ...]:
        """The examples, checked against the signature's types. Raises CatalogueError."""
        for number, example in enumerate(self.examples):
            try:
                check_arguments(list(example.arguments), signature)
                check_result(example.result, signature)
            except ValueMismatch as error:
                raise CatalogueError(
                    f"{slug}/{MANIFEST_FILE}: examples[{number}]: {error}"
                ) from None
        return tuple(
            WorkedExample(
                arguments=example.arguments,
                result=example.result,
                explanation=example.explanation,
            )
            for example in self.examples
        )


def _field(location: tuple[int | str, ...]) -> str:
    """`examples[0].result` for the place that pydantic names ("examples", 0, "result")."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
