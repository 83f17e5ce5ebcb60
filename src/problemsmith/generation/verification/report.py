"""The verification report: what was checked, how it came out, and the evidence.

It travels with the problem. `content_hashes` cover everything that a verdict depends on, so a
report that belongs to another version of the problem shows itself, and says which part it is.
"""

import hashlib
from enum import StrEnum
from typing import Literal

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


class MachineSpeed(WireModel):
    """How fast this machine runs Python: `speed` 2 is twice as fast as the reference machine."""

    workload_ms: float
    speed: float


class CalibratedLimits(WireModel):
    """A time limit, what it was set from, and what it is on a machine of speed 1."""

    time_seconds: float = Field(gt=0)
    memory_mb: int
    slowest_ms: float
    machine: MachineSpeed
    reference_time_seconds: float


class AttackerFate(StrEnum):
    """What became of a wrong program."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    """No test and no input of the whole search tells it from the reference."""
    SURVIVED = "survived"


class AttackerRecord(WireModel):
    """A row of the kill matrix: a wrong program, and the positions of tests known to fail it.

    Small tests are run on every program, larger ones only on those that are still alive.
    """

    kind: Literal["wrongSolution", "mutant"]
    family: str
    description: str
    fate: AttackerFate
    killed_by: tuple[int, ...] = ()


class StepCost(WireModel):
    """What the model calls of a step came to, by the ledger."""

    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float


class VerificationReport(WireModel):
    """Verified means that no check failed.

    `mutation_score` is killed / (all - equivalent) over wrong solutions and mutants, 0 to 1, or
    None when there are none. `reduced_tests` are the positions of the fewest tests that fail the
    same programs, at most 15. `limits` tells what the time limit was set from. `costs` are the
    job's model calls by step. `repairs` tells what was mended on the way, in order.
    """

    version: int = 1
    verified: bool
    reason: str
    checks: tuple[Check, ...]
    mutation_score: float | None = None
    kill_matrix: tuple[AttackerRecord, ...] = ()
    reduced_tests: tuple[int, ...] = ()
    limits: CalibratedLimits | None = None
    model: str | None = None
    costs: dict[str, StepCost] = Field(default_factory=dict[str, StepCost])
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
