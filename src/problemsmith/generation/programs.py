"""Running the programs that make and check inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.faults import Fault, FaultyPart, shorten
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Signature
from problemsmith.problem.values import (
    ValueMismatch,
    canonical_json,
    check_arguments,
    convert_arguments,
)
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

Arguments = tuple[Json, ...]

INPUT_LIMITS = Limits(time_seconds=5.0, memory_mb=512)
"""Generators and validators may take their time: they run once, not for every submission."""

TEST_SEED = 1
"""The seed that every test's generator is given: fixed, so that an input can be made again."""

MAX_INPUT_CHARACTERS = 2_000_000

_BUNDLE = """\
_SOURCES = {sources!r}


def generate(number, seed):
    room = {{"__name__": "program"}}
    exec(compile(_SOURCES[number], "program", "exec"), room)
    return room["generate"](seed)
"""


def generator_bundle(sources: Sequence[str]) -> Program:
    """Several generators as one program, `generate(number, seed)`: they share one sandbox."""
    return Program(code=_BUNDLE.format(sources=list(sources)), entry_point="generate")


def validator_program(code: str) -> Program:
    """The validator, `validate(*arguments)`."""
    return Program(code=code, entry_point="validate")


def small_generator_program(code: str) -> Program:
    """The generator of small random inputs, `generate(seed)`."""
    return Program(code=code, entry_point="generate")


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


@dataclass(frozen=True, slots=True)
class GeneratedInputs:
    """The inputs in the order of the generators (None where there is a fault), and the faults."""

    inputs: tuple[Arguments | None, ...]
    faults: tuple[Fault, ...]


async def generate_inputs(
    judge: Judge, sources: Sequence[str], signature: Signature
) -> GeneratedInputs:
    """Run each generator twice with its seed and check the bytes, the form and the types."""
    calls: list[list[Json]] = [[number, TEST_SEED] for number in range(len(sources))]
    runs = await judge.run(
        generator_bundle(sources), calls + calls, limits=INPUT_LIMITS, mode=RunMode.ISOLATED
    )
    inputs: list[Arguments | None] = []
    faults: list[Fault] = []
    for number, source in enumerate(sources):
        first, second = runs[number], runs[number + len(sources)]
        found = _generator_fault(first, second, signature)
        if found:
            rule, message = found
            faults.append(Fault(FaultyPart.GENERATOR, rule, message, source, test_case=number + 1))
            inputs.append(None)
        else:
            inputs.append(_arguments(first.value, signature))
    return GeneratedInputs(tuple(inputs), tuple(faults))


def _arguments(value: Json, signature: Signature) -> Arguments | None:
    return tuple(convert_arguments(value, signature)) if isinstance(value, list) else None


def _generator_fault(first: Run, second: Run, signature: Signature) -> tuple[str, str] | None:
    for run in (first, second):
        if run.verdict is not Verdict.ACCEPTED:
            return "a generator returns an input without failing", complaint(run)
    if not isinstance(first.value, list):
        return "generate(seed) returns the list of arguments", complaint(first)
    text = canonical_json(first.value)
    if text != canonical_json(second.value):
        return "the same seed gives the same input", "two runs with one seed gave two inputs"
    if len(text) > MAX_INPUT_CHARACTERS:
        return (
            f"an input has at most {MAX_INPUT_CHARACTERS} characters of JSON",
            f"this one has {len(text)}",
        )
    try:
        check_arguments(first.value, signature)
    except ValueMismatch as mismatch:
        return "the arguments have the signature's types", str(mismatch)
    return None


async def validate_inputs(judge: Judge, validator: str, inputs: Sequence[Arguments]) -> list[Run]:
    """One run of the validator for each input, in order."""
    return await judge.run(
        validator_program(validator), inputs, limits=INPUT_LIMITS, mode=RunMode.BULK
    )


@dataclass(frozen=True, slots=True)
class InputSources:
    """The sources of the generators, one a test case, of the small generator and the validator."""

    generators: tuple[str, ...]
    small_generator: str
    validator: str


@dataclass(frozen=True, slots=True)
class SmallInputs:
    """Distinct small inputs of the signature's types, and the first fault if there was one."""

    inputs: tuple[Arguments, ...]
    fault: Fault | None = None


async def small_inputs(
    judge: Judge, source: str, signature: Signature, seeds: range
) -> SmallInputs:
    """Run the generator of small inputs with each seed."""
    runs = await judge.run(
        small_generator_program(source),
        [[seed] for seed in seeds],
        limits=INPUT_LIMITS,
        mode=RunMode.BULK,
    )
    inputs: dict[str, Arguments] = {}
    for seed, run in zip(seeds, runs, strict=True):
        found = _generator_fault(run, run, signature)
        if found:
            rule, message = found
            fault = Fault(FaultyPart.SMALL_GENERATOR, rule, message, source, f"seed {seed}")
            return SmallInputs(tuple(inputs.values()), fault)
        arguments = _arguments(run.value, signature)
        if arguments is not None:
            inputs.setdefault(canonical_json(list(arguments)), arguments)
    return SmallInputs(tuple(inputs.values()))
