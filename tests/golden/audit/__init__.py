"""A data set in the HumanEval form, written for these tests, with what an audit must say of it.

Each kind is a text file: `=== task_id name`, the prompt, `--- solution`, `--- test`. The JSON lines
beside it are made from it by `python -m golden.audit` (run in `tests/`), and a test holds them
together.
"""

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent
OUTCOMES = {"sound": "sound", "weak": "weak_tests", "wrong": "wrong_reference"}

_PARTS = re.compile(
    r"=== (\S+) [^\n]*\n(.*?\n)--- solution\n(.*?\n)--- test\n(.*?\n)(?==== |\Z)", re.S
)
_NAME = re.compile(r"^def (\w+)\(", re.M)


def entries(kind: str) -> list[dict[str, str]]:
    """The entries of one kind, in the form of the public set."""
    text = (FOLDER / f"{kind}.txt").read_text("utf-8")
    return [
        {
            "task_id": task_id,
            "prompt": prompt,
            "entry_point": _NAME.findall(prompt)[-1],
            "canonical_solution": solution,
            "test": test,
        }
        for task_id, prompt, solution, test in _PARTS.findall(text)
    ]


def lines(kind: str) -> str:
    """The entries as JSON lines."""
    return "".join(json.dumps(entry) + "\n" for entry in entries(kind))


def write() -> None:
    """Make the JSON lines again."""
    for kind in OUTCOMES:
        (FOLDER / f"{kind}.jsonl").write_text(lines(kind), "utf-8")
