"""Running the generators: every input that they give is checked before anyone trusts it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.programs import INPUT_LIMITS, Arguments, complaint
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.signature import Signature
from problemsmith.problem.values import ValueMismatch, canonical_json, convert_arguments
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

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


class _BrokenRuleError(Exception):
    """What a generator did wrong."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.message = message


@dataclass(frozen=True, slots=True)
class GeneratedInputs:
    """The inputs in the order of the generators (None where there is a fault), and the faults."""

    inputs: tuple[Arguments | None, ...]
    faults: tuple[Fault, ...]


async def generate_inputs(
    judge: Judge, sources: Sequence[str], signature: Signature
) -> GeneratedInputs:
    """Run each generator twice with its seed and check the bytes, the form and the types.

    All of them go into one program, so that they share one sandbox; each call has its own process.
    The second run has another sandbox, whose hashes of texts have another seed.
    """
    bundle = Program(code=_BUNDLE.format(sources=list(sources)), entry_point="generate")
    calls: list[list[Json]] = [[number, TEST_SEED] for number in range(len(sources))]
    once, again = await asyncio.gather(
        *(judge.run(bundle, calls, limits=INPUT_LIMITS, mode=RunMode.ISOLATED) for _ in range(2))
    )
    inputs: list[Arguments | None] = []
    faults: list[Fault] = []
    for number, source in enumerate(sources):
        try:
            inputs.append(_checked(once[number], again[number], signature))
        except _BrokenRuleError as broken:
            inputs.append(None)
            faults.append(
                Fault(
                    FaultyPart.GENERATOR,
                    broken.rule,
                    broken.message,
                    source,
                    test_case=number + 1,
                )
            )
    return GeneratedInputs(tuple(inputs), tuple(faults))


@dataclass(frozen=True, slots=True)
class SmallInputs:
    """Distinct small inputs of the signature's types, and the first fault if there was one."""

    inputs: tuple[Arguments, ...]
    fault: Fault | None = None


async def small_inputs(
    judge: Judge, source: str, signature: Signature, seeds: range
) -> SmallInputs:
    """Run the generator of small inputs, `generate(seed)`, with each seed."""
    runs = await judge.run(
        Program(code=source, entry_point="generate"),
        [[seed] for seed in seeds],
        limits=INPUT_LIMITS,
        mode=RunMode.BULK,
    )
    inputs: dict[str, Arguments] = {}
    for seed, run in zip(seeds, runs, strict=True):
        try:
            arguments = _checked(run, run, signature)
        except _BrokenRuleError as broken:
            fault = Fault(
                FaultyPart.SMALL_GENERATOR, broken.rule, broken.message, source, f"seed {seed}"
            )
            return SmallInputs(tuple(inputs.values()), fault)
        inputs.setdefault(canonical_json(list(arguments)), arguments)
    return SmallInputs(tuple(inputs.values()))


async def inputs_of_other_seeds(
    judge: Judge, sources: Sequence[str], signature: Signature, seeds: range
) -> list[Arguments]:
    """What the tests' generators give for other seeds; what is faulty is left out."""
    bundle = Program(code=_BUNDLE.format(sources=list(sources)), entry_point="generate")
    calls: list[list[Json]] = [[number, seed] for seed in seeds for number in range(len(sources))]
    runs = await judge.run(bundle, calls, limits=INPUT_LIMITS, mode=RunMode.BULK)
    inputs: list[Arguments] = []
    for run in runs:
        with suppress(_BrokenRuleError):
            inputs.append(_checked(run, run, signature))
    return inputs


def _checked(first: Run, second: Run, signature: Signature) -> Arguments:
    """The arguments that both runs gave, in canonical form; raises _BrokenRuleError."""
    for run in (first, second):
        if run.verdict is not Verdict.ACCEPTED:
            raise _BrokenRuleError("a generator returns an input without failing", complaint(run))
    if not isinstance(first.value, list):
        raise _BrokenRuleError("generate(seed) returns the list of arguments", complaint(first))
    text = canonical_json(first.value)
    if first is not second and text != canonical_json(second.value):
        raise _BrokenRuleError(
            "the same seed gives the same input", "two runs with one seed gave two inputs"
        )
    if len(text) > MAX_INPUT_CHARACTERS:
        raise _BrokenRuleError(
            f"an input has at most {MAX_INPUT_CHARACTERS} characters of JSON",
            f"this one has {len(text)}",
        )
    try:
        return tuple(convert_arguments(first.value, signature))
    except ValueMismatch as mismatch:
        raise _BrokenRuleError(
            "the arguments have the signature's types", str(mismatch)
        ) from mismatch
