"""Reading data sets: three forms, plain or compressed, and errors that name the line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from problemsmith.errors import ValidationError
from problemsmith.generation.audit.data_set import read_data_set
from problemsmith.generation.audit.entry import CanonicalEntry, FunctionEntry
from store.samples import a_complete_problem

HUMAN_EVAL = {
    "task_id": "Any/0",
    "prompt": "def f(x):\n",
    "entry_point": "f",
    "canonical_solution": "    return x\n",
    "test": "def check(candidate):\n    assert candidate(1) == 1\n",
}
EVAL_PLUS = {
    "task_id": "Plus/0",
    "prompt": "def f(x):\n",
    "entry_point": "f",
    "contract": "    assert x > 0\n",
    "canonical_solution": "    return x\n",
    "base_input": [[1]],
    "plus_input": [[2], [3]],
    "atol": 1e-6,
}


def written(path: Path, *documents: Any) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in documents), "utf-8")
    return path


def test_each_form_is_told_by_its_fields(tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", HUMAN_EVAL, EVAL_PLUS, a_complete_problem().to_wire())
    human_eval, eval_plus, canonical = read_data_set(path)
    assert isinstance(human_eval, FunctionEntry)
    assert human_eval.source == "def f(x):\n    return x\n"
    assert isinstance(eval_plus, FunctionEntry)
    assert eval_plus.inputs == ([1], [2], [3])
    assert eval_plus.test is None
    assert isinstance(canonical, CanonicalEntry)


def test_a_compressed_file_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(gzip.compress(json.dumps(HUMAN_EVAL).encode()))
    assert len(read_data_set(path)) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "list where an object was expected"),
        ("{}", "unknown form"),
        (json.dumps(HUMAN_EVAL | {"test": 3}), "neither test nor base_input"),
        (json.dumps(HUMAN_EVAL | {"prompt": None}), "prompt: expected a text"),
        (json.dumps(HUMAN_EVAL | {"entry_point": "f()"}), "no function's name"),
        (json.dumps(HUMAN_EVAL), "a second entry"),
        (json.dumps(EVAL_PLUS | {"base_input": 5}), "base_input: expected a list"),
        (json.dumps({"testCases": []}), "Field required"),
        ("[" * 100_000, "not JSON|too deeply"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps(HUMAN_EVAL)}\n\n{line}\n", "utf-8")
    with pytest.raises(ValidationError, match=rf"line 3: .*({told})"):
        read_data_set(path)


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\x1f\x8b\x08broken", b"{}\n\xff\xfe"])
def test_an_unreadable_file_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(ValidationError, match=r"set\.jsonl"):
        read_data_set(path)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"nothing\.jsonl: No such file or directory$"):
        read_data_set(tmp_path / "nothing.jsonl")
