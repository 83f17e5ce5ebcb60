"""A problem is called verified only while it is what was proved."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from cli.kept import a_proved_problem, keep
from command_line import CommandLine
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.problem.problem import ProblemStatus
from problemsmith.service import certificate
from problemsmith.service.certificate import Replay


def test_a_problem_edited_between_export_and_import_is_a_draft(command_line: CommandLine) -> None:
    problem = a_proved_problem()
    keep(command_line, problem)
    exported = command_line.here("problems", "export", "--output", "-", "--status", "verified")
    assert exported.exit_code == 0
    assert "wrote 1 problem to stdout" in exported.told
    document = json.loads(exported.stdout)
    document["text"]["statement"] += " Twice."
    file = command_line.home / "edited.jsonl"
    file.write_text(json.dumps(document) + "\n")
    assert command_line.here("problems", "delete", str(problem.id)).exit_code == 0

    imported = command_line.here("problems", "import", str(file))
    assert imported.stdout == "imported 1 problem\n"
    assert "is not what was proved, so it is a draft now" in imported.told
    [listed] = command_line.here("problems", "list", "--json").document["problems"]
    assert listed["status"] == "draft"
    shown = command_line.problem(str(problem.id))
    assert shown["verification"]["verified"] is False
    assert shown["verification"]["reason"] == "changed since the proof: text"
    none = command_line.here("problems", "export", "--output", "-", "--status", "verified")
    assert (none.exit_code, none.stdout) == (0, "")
    assert "wrote 0 problems" in none.told


def test_an_untouched_problem_stays_verified_through_export_and_import(
    command_line: CommandLine,
) -> None:
    problem = a_proved_problem()
    keep(command_line, problem)
    command_line.here("problems", "export", "--output", "all.jsonl")
    command_line.here("problems", "delete", str(problem.id))
    assert command_line.here("problems", "import", "all.jsonl").told == ""
    assert command_line.problem(str(problem.id))["status"] == "verified"


def test_a_refutation_sticks(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_proved_problem()
    keep(command_line, problem)
    failed = Check(name="determinism", outcome=Outcome.FAILED, summary="two runs differ")

    async def refute(*_: object) -> Any:
        findings: Any = SimpleNamespace(checks=(failed,), failed=(failed,))
        return Replay(findings, ())

    monkeypatch.setattr(certificate, "replay_proof", refute)
    refuted = command_line.here("problems", "verify", str(problem.id), "--json")
    assert refuted.exit_code == 1
    assert refuted.document["status"] == "rejected"
    assert f"jobs start {problem.id} --starting-step verifyProblem" in refuted.told
    [listed] = command_line.here("problems", "list", "--json").document["problems"]
    assert listed["status"] == "rejected"
    shown = command_line.here("problems", "show", str(problem.id)).stdout
    assert "two runs differ" in shown
    assert "not verified: refuted" in shown


def test_the_parts_that_differ_from_what_was_proved_are_named() -> None:
    problem = a_proved_problem()
    assert certificate.changed_since_proof(problem) == ()
    changed = problem.model_copy(update={"solutions": None})
    assert certificate.changed_since_proof(changed) == ("solutions",)
    assert certificate.checked(changed).status is ProblemStatus.DRAFT
