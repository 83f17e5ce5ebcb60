"""The verification report: what was checked, how it came out, and the evidence.

It travels with the problem. `content_hashes` cover everything that a verdict depends on, so a
report that belongs to another version of the problem shows itself, and says which part it is.
"""

import hashlib
from enum import StrEnum

from pydantic import Field

from problemsmith.problem.problem import Problem
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json, WireModel


class Outcome(StrEnum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Check(WireModel):
    """One check: its name, outcome, a sentence for people, its numbers, and what shows it."""

    name: str
    outcome: Outcome
    summary: str
    numbers: dict[str, float] = Field(default_factory=dict[str, float])
    evidence: tuple[dict[str, Json], ...] = ()


class VerificationReport(WireModel):
    """Verified means that no check failed.

    `mutation_score` is the share of wrong solutions that the tests fail, 0 to 1, or None when there
    are none. `repairs` tells what was mended on the way, in order.
    """

    version: int = 1
    verified: bool
    reason: str
    checks: tuple[Check, ...]
    mutation_score: float | None = None
    repairs: tuple[str, ...] = ()
    seeds: dict[str, Json] = Field(default_factory=dict[str, Json])
    tool_versions: dict[str, str] = Field(default_factory=dict[str, str])
    slowest_ms: float = 0.0
    content_hashes: dict[str, str]
    content_hash: str


def part_hashes(problem: Problem) -> dict[str, str]:
    """SHA-256, in hex, over each part of a problem's content, by the part's name."""
    parts: dict[str, Json] = {
        "text": problem.text.to_wire() if problem.text else None,
        "inputPrograms": problem.input_programs.to_wire() if problem.input_programs else None,
        "solutions": problem.solutions.to_wire() if problem.solutions else None,
        "limits": problem.limits.to_wire(),
        "testCases": [
            case.model_dump(mode="json", by_alias=True, exclude={"id"})
            for case in problem.test_cases
        ],
    }
    return {name: _sha256(canonical_json(part)) for name, part in parts.items()}


def content_hash(hashes: dict[str, str]) -> str:
    """One SHA-256 over all the parts' hashes."""
    return _sha256(canonical_json(dict(hashes)))


def changed_parts(proved: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    """The names of the parts whose content is not what was proved."""
    return tuple(name for name in now if proved.get(name) != now[name])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
