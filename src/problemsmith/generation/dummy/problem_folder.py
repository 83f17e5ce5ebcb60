"""Reads one folder of the catalogue, and says which file and field is at fault."""

import ast
import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from problemsmith.generation.dummy.manifest import MANIFEST_FILE, CatalogueError, Manifest
from problemsmith.problem.checker import (
    AnyOrderChecker,
    Checker,
    CustomChecker,
    ExactChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.problem import InputPrograms, ProblemText, Solutions, WrongSolution

_ENTRY_POINTS: Final = {
    "small.py": "generate",
    "validator.py": "validate",
    "reference.py": "run_solution",
    "brute_force.py": "run_solution",
    "checker.py": "check",
}
_FOLDER_ENTRY_POINTS: Final = {"tests": "generate", "wrong": "run_solution"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class CatalogueTestCase:
    """A test case: what it is for, and its input code `generate(seed: int) -> list`."""

    description: str
    is_edge_case: bool
    is_sample_case: bool
    input_code: str


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """A complete authored problem: all that a model would be asked for.

    `slug` is its folder's name. `signature_text` is the signature as its author wrote it; `text`
    holds it parsed. The sample cases' inputs are the worked examples' arguments, in their order.
    """

    slug: str
    text: ProblemText
    signature_text: str
    focus_areas: tuple[str, ...]
    test_cases: tuple[CatalogueTestCase, ...]
    input_programs: InputPrograms
    solutions: Solutions


def load_problem(folder: Traversable) -> CatalogueProblem:
    """The problem of a folder named by its slug. Raises CatalogueError."""
    slug = folder.name
    if not _SLUG.fullmatch(slug):
        raise CatalogueError(f"{slug}: a folder's name is lower-case words joined by hyphens")
    manifest = Manifest.parse(slug, _read(folder, MANIFEST_FILE))
    signature = manifest.parsed_signature(slug)
    examples = manifest.worked_examples(slug, signature)
    cases = manifest.test_cases
    samples = sum(case.is_sample_case for case in cases)
    if samples != len(examples):
        raise CatalogueError(
            f"{slug}/{MANIFEST_FILE}: test_cases: {samples} sample cases for {len(examples)}"
            " examples; there must be one each"
        )
    _check_listed(folder, "tests", [case.file for case in cases])
    _check_listed(folder, "wrong", [wrong.file for wrong in manifest.wrong_solutions])
    return CatalogueProblem(
        slug=slug,
        text=ProblemText(
            title=manifest.title,
            statement=_read(folder, "statement.md"),
            constraints=manifest.constraints,
            examples=examples,
            reworded_statement=_read(folder, "story.md"),
            signature=signature,
            difficulty=manifest.difficulty,
            topics=manifest.topics,
            checker=_checker(folder, manifest),
        ),
        signature_text=manifest.signature,
        focus_areas=manifest.focus_areas,
        test_cases=tuple(
            CatalogueTestCase(
                description=case.description,
                is_edge_case=case.is_edge_case,
                is_sample_case=case.is_sample_case,
                input_code=_program(folder, "tests", case.file),
            )
            for case in cases
        ),
        input_programs=InputPrograms(
            small_generator=_program(folder, "small.py"),
            validator=_program(folder, "validator.py"),
        ),
        solutions=Solutions(
            reference=_program(folder, "reference.py"),
            brute_force=_program(folder, "brute_force.py"),
            wrong=tuple(
                WrongSolution(
                    bug_class=wrong.bug_class,
                    description=wrong.description,
                    code=_program(folder, "wrong", wrong.file),
                )
                for wrong in manifest.wrong_solutions
            ),
        ),
    )


def _checker(folder: Traversable, manifest: Manifest) -> Checker:
    match manifest.checker:
        case "exact":
            return ExactChecker()
        case "float":
            return FloatChecker()
        case "any_order":
            return AnyOrderChecker()
        case "nested_any_order":
            return NestedAnyOrderChecker()
        case "custom":
            return CustomChecker(code=_program(folder, "checker.py"))


def _program(folder: Traversable, *path: str) -> str:
    """A program's source. Raises CatalogueError when it has a fault that reading alone shows."""
    source = _read(folder, *path)
    where = f"{folder.name}/{'/'.join(path)}"
    entry_point = _FOLDER_ENTRY_POINTS.get(path[0]) or _ENTRY_POINTS[path[0]]
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise CatalogueError(f"{where}: line {error.lineno}: {error.msg}") from None
    functions = (it.name for it in statements if isinstance(it, ast.FunctionDef))
    if entry_point not in functions:
        raise CatalogueError(f"{where}: defines no function {entry_point}")
    return source


def _check_listed(folder: Traversable, subfolder: str, listed: list[str]) -> None:
    """Raise CatalogueError when a file is listed twice, or lies in the folder unlisted."""
    where = f"{folder.name}/{MANIFEST_FILE}"
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice:
        raise CatalogueError(f"{where}: lists {subfolder}/{twice[0]} more than once")
    if not folder.joinpath(subfolder).is_dir():
        raise CatalogueError(f"{folder.name}/{subfolder}: the folder is missing")
    entries = folder.joinpath(subfolder).iterdir()
    unlisted = sorted({entry.name for entry in entries if entry.name.endswith(".py")} - set(listed))
    if unlisted:
        raise CatalogueError(f"{where}: does not list {subfolder}/{unlisted[0]}")


def _read(folder: Traversable, *path: str) -> str:
    """A file's text without outer blank lines. Raises CatalogueError."""
    where = f"{folder.name}/{'/'.join(path)}"
    try:
        text = folder.joinpath(*path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(f"{where}: the file is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{where}: cannot be read: {error}") from None
    if not text.strip():
        raise CatalogueError(f"{where}: the file is empty")
    return text.strip("\n") + "\n"
