"""A malformed folder is refused with the file and the field at fault."""

import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from problemsmith.generation.dummy.catalogue import CatalogueError, load_catalogue

MANIFEST = "problem.toml"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of one problem, to be damaged."""
    problem = files("problemsmith.generation.dummy") / "problems" / "two-shelves"
    with as_file(problem) as folder:
        shutil.copytree(folder, tmp_path / "two-shelves")
    return tmp_path


def refusal(catalogue: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(catalogue)
    return caught.value.message


def edit(catalogue: Path, pattern: str, replacement: str) -> None:
    manifest = catalogue / "two-shelves" / MANIFEST
    text, count = re.subn(pattern, replacement, manifest.read_text(), count=1, flags=re.MULTILINE)
    assert count == 1
    manifest.write_text(text)


def test_an_undamaged_copy_loads(catalogue: Path):
    (problem,) = load_catalogue(catalogue)
    assert problem.slug == "two-shelves"


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r"^title = .*$", "", "title: Field required"),
        (r"^title = ", "titel = ", "titel: Extra inputs are not permitted"),
        (r"^difficulty = .*$", 'difficulty = "tricky"', "difficulty: Input should be 'easy'"),
        (r"^checker = .*$", 'checker = "close"', "checker: Input should be 'exact'"),
        (r"top: int,", "top: number[", "signature: line 1, column"),
        (r"^arguments = .*$", "arguments = '[[4, 3], 6'", r"examples[0].arguments: Value error"),
        (r"^arguments = .*$", "arguments = 7", "examples[0].arguments: Value error, must be JSON"),
        (r"^arguments = .*$", "arguments = '[[4.5], 6, 6]'", "examples[0]: $.arguments[0][0]"),
        (r"^arguments = .*$", "arguments = '[[4], 6]'", "examples[0]: "),
        (r"^result = .*$", "result = '7'", "examples[0]: $"),
        (r"^bug_class = .*$", 'bug_class = "typo"', "wrong_solutions[0].bug_class: Input should"),
        (r'^file = "01', 'file = "../01', "test_cases[0].file: String should match"),
        (r"^is_sample_case = true$", "", "test_cases: 2 sample cases for 3 examples"),
        (r'^file = "02.*$', 'file = "01_sample_two_each.py"', "lists tests/01_sample_two_each.py"),
        (r"^\[\[examples\]\]$", "[[examples]", "no valid TOML"),
    ],
)
def test_a_fault_in_the_manifest_names_its_field(
    catalogue: Path, pattern: str, replacement: str, message: str
):
    edit(catalogue, pattern, replacement)
    refused = refusal(catalogue)
    assert refused.startswith(f"two-shelves/{MANIFEST}: ")
    assert message in refused


@pytest.mark.parametrize(
    "file",
    [MANIFEST, "statement.md", "reference.py", "checker.py", "tests/05_all_on_top.py"],
)
def test_a_missing_or_empty_file_is_named(catalogue: Path, file: str):
    path = catalogue / "two-shelves" / file
    path.write_text(" \n")
    assert refusal(catalogue) == f"two-shelves/{file}: the file is empty"
    path.unlink()
    assert refusal(catalogue) == f"two-shelves/{file}: the file is missing"


def test_a_missing_folder_is_named(catalogue: Path):
    shutil.rmtree(catalogue / "two-shelves" / "tests")
    assert refusal(catalogue) == "two-shelves/tests: the folder is missing"


def test_text_that_is_not_utf_8_is_refused(catalogue: Path):
    (catalogue / "two-shelves" / "story.md").write_bytes(b"caf\xe9")
    assert refusal(catalogue).startswith("two-shelves/story.md: cannot be read: 'utf-8'")


def test_a_program_without_its_function_is_named_with_the_function(catalogue: Path):
    (catalogue / "two-shelves" / "validator.py").write_text("def check(widths):\n    return True\n")
    assert refusal(catalogue) == "two-shelves/validator.py: defines no function validate"


def test_a_program_that_does_not_compile_is_named_with_the_line(catalogue: Path):
    path = catalogue / "two-shelves" / "wrong" / "first_fit.py"
    path.write_text("def run_solution(widths, top, bottom):\n    return [\n")
    assert refusal(catalogue).startswith("two-shelves/wrong/first_fit.py: line 2: ")


def test_a_program_that_the_manifest_does_not_list_is_named(catalogue: Path):
    (catalogue / "two-shelves" / "wrong" / "forgotten.py").write_text("def run_solution(): ...\n")
    assert refusal(catalogue) == f"two-shelves/{MANIFEST}: does not list wrong/forgotten.py"


def test_a_folder_with_a_name_that_is_no_slug_is_refused(catalogue: Path):
    (catalogue / "two-shelves").rename(catalogue / "Two Shelves")
    assert refusal(catalogue).startswith("Two Shelves: a folder's name is lower-case words")


def test_a_catalogue_without_problems_is_refused(tmp_path: Path):
    (tmp_path / "__pycache__").mkdir()
    assert "No problem folders" in refusal(tmp_path)
