"""Audits of single entries: the EvalPlus form, our own, odd tests, and the command."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from command_line import CommandLine
from golden.audit import FOLDER
from problemsmith.generation.audit.audit import audit_entry
from problemsmith.generation.audit.entry import CanonicalEntry, FunctionEntry
from problemsmith.generation.audit.outcome import AuditOutcome, ProofKind
from problemsmith.judge.judge import Judge
from store.samples import a_problem

pytestmark = pytest.mark.anyio

PLUS = FunctionEntry(
    task_id="plus",
    name="share",
    prompt='def share(a: int, b: int) -> float:\n    """ a divided by b. """\n',
    solution="    return a / b\n",
    inputs=([6, 3], [1, 2], [7, 2]),
    contract="    assert b > 0\n",
)
TESTED = FunctionEntry(
    task_id="tested",
    name="twice",
    prompt='def twice(n: int) -> int:\n    """ Twice a number. """\n',
    solution="    return 2 * n\n",
    test=(
        "def check(candidate):\n    for n in range(-20, 20):\n"
        "        assert candidate(n) == n + n\n"
    ),
)


async def test_in_the_evalplus_form_the_reference_says_what_is_right(judge: Judge) -> None:
    assert (await audit_entry(judge, PLUS)).outcome is AuditOutcome.SOUND


async def test_in_the_evalplus_form_a_crash_on_a_test_input_is_the_references(judge: Judge) -> None:
    audited = await audit_entry(judge, replace(PLUS, inputs=([6, 3], [1, 0]), contract=""))
    assert audited.outcome is AuditOutcome.WRONG_REFERENCE
    assert audited.proof is not None
    assert audited.proof.kind is ProofKind.CRASHES
    assert audited.proof.input == [1, 0]


async def test_a_test_that_can_not_be_run_accuses_nobody(judge: Judge) -> None:
    for test in ("def check(candidate):\n    assert misspelt(1)\n", "x = 1\n", "def check(:\n"):
        audited = await audit_entry(judge, replace(TESTED, test=test))
        assert audited.outcome is AuditOutcome.NOT_CHECKED
        assert audited.notes


async def test_what_needs_a_model_is_said_to_be_left_out(judge: Judge) -> None:
    audited = await audit_entry(judge, TESTED)
    assert audited.outcome is AuditOutcome.SOUND
    assert any("model" in note for note in audited.notes)


async def test_tests_that_sort_the_answer_allow_any_order(judge: Judge) -> None:
    entry = FunctionEntry(
        task_id="order",
        name="small",
        prompt='def small(xs: list) -> list:\n    """ The numbers below 3, in any order. """\n',
        solution="    return sorted(x for x in xs if x < 3)\n",
        test=(
            "def check(candidate):\n    assert sorted(candidate([5, 2, 1])) == [1, 2]\n"
            "    assert sorted(candidate([2, 9, 0, 2, 1])) == [0, 1, 2, 2]\n"
            "    assert sorted(candidate([3, 4])) == []\n"
            "    assert sorted(candidate([3, 2, 3, 1, 2])) == [1, 2, 2]\n"
        ),
    )
    assert (await audit_entry(judge, entry)).outcome is AuditOutcome.SOUND


async def test_a_program_that_prints_exits_or_forges_is_only_a_wrong_reference(
    judge: Judge,
) -> None:
    for solution in ("    print('{}' * 9)\n    return 3\n", "    raise SystemExit\n"):
        audited = await audit_entry(judge, replace(TESTED, solution=solution))
        assert audited.outcome is AuditOutcome.WRONG_REFERENCE


async def test_an_unfinished_problem_of_our_own_is_not_checked(judge: Judge) -> None:
    audited = await audit_entry(judge, CanonicalEntry("ours", a_problem()))
    assert audited.outcome is AuditOutcome.NOT_CHECKED


def test_the_command_prints_one_document_and_progress_beside_it(
    command_line: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text((FOLDER / "wrong.jsonl").read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    finished = command_line.run("audit", str(path), "--json")
    assert finished.exit_code == 0, finished.stderr
    [problem] = finished.document["problems"]
    assert problem["taskId"] == "wrong/0"
    assert problem["outcome"] == "wrong_reference"
    assert problem["proof"]["input"] == [[1, 2, 4]]
    assert problem["proof"]["referenceResult"] == 1
    assert "1 of 1 done: wrong/0 wrong reference" in finished.stderr


def test_a_person_reads_each_finding_once_and_no_call_that_was_never_made(
    command_line: CommandLine, tmp_path: Path
) -> None:
    entry = {
        "task_id": "biggest",
        "entry_point": "biggest",
        "prompt": 'def biggest(xs):\n    """\n    >>> biggest([1, 5, 2])\n    5\n    """\n',
        "canonical_solution": "    return xs[-1]\n",
        "test": "def check(candidate):\n    assert candidate([1, 2]) == 2\n",
    }
    broken = entry | {"task_id": "broken", "canonical_solution": "    retrn x\n"}
    slip = entry | {
        "task_id": "slip",
        "canonical_solution": "    return max(xs)\n",
        "prompt": entry["prompt"].replace("5\n", "6\n"),
        "test": "def check(candidate):\n    assert candidate([1, 5, 2]) == 5\n",
    }
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, (entry, broken, slip))), "utf-8")
    told = command_line.run("audit", str(path)).stdout
    first, second, third = (
        told[told.index(f"{name}: ") :] for name in ("biggest", "broken", "slip")
    )
    assert first.count("the reference gives") == 1, told
    assert "SyntaxError" in second.partition("slip: ")[0]
    assert "the reference gives" not in second, told
    assert third.startswith("slip: sound\n  documented: "), told


def test_a_malformed_file_is_a_usage_error_with_its_line(
    command_line: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"task_id": "x"}) + "\n", "utf-8")
    finished = command_line.run("audit", str(path))
    assert finished.exit_code == 2
    assert "line 1" in finished.stderr
