"""Running the programs that make and check inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.faults import shorten
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.values import (
    canonical_json,
)
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

Arguments = tuple[Json, ...]

INPUT_LIMITS = Limits(time_seconds=5.0, memory_mb=512)
"""Generators and validators may take their time: they run once, not for every submission."""


def accepts(run: Run) -> bool:
    """Whether a validator's run says that the input is valid."""
    return run.verdict is Verdict.ACCEPTED and run.value is True


def rejects(run: Run) -> bool:
    """Whether it says that the input is invalid: False, or an exception."""
    if run.verdict is Verdict.ACCEPTED:
        return run.value is False
    return run.verdict is Verdict.RUNTIME_ERROR


def complaint(run: Run) -> str:
    """What a run came to, in words."""
    if run.verdict is Verdict.ACCEPTED:
        return f"returned {shorten(canonical_json(run.value), 300)}"
    return f"{run.verdict.replace('_', ' ')}: {run.message}" if run.message else run.verdict.value


async def validate_inputs(judge: Judge, validator: str, inputs: Sequence[Arguments]) -> list[Run]:
    """One run of the validator for each input, in order."""
    program = Program(code=validator, entry_point="validate")
    return await judge.run(program, inputs, limits=INPUT_LIMITS, mode=RunMode.BULK)


@dataclass(frozen=True, slots=True)
class InputSources:
    """The sources of the generators, one a test case, of the small generator and the validator."""

    generators: tuple[str, ...]
    small_generator: str
    validator: str
