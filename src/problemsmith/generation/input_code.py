"""generateTestCaseInputCode: a generator for each test, one of small inputs, and a validator."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from problemsmith.generation.answers import InputCodeAnswer
from problemsmith.generation.assignments import INPUT_CODE, INPUT_REPAIR
from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.generators import small_inputs
from problemsmith.generation.mending import mended
from problemsmith.generation.prerequisites import need_test_cases, need_text
from problemsmith.generation.programs import (
    Arguments,
    InputSources,
    accepts,
    complaint,
    rejects,
    validate_inputs,
)
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.problem.near_misses import near_misses
from problemsmith.problem.problem import InputPrograms, ProblemText, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

SMALL_SAMPLES = 20
"""Small inputs made to see whether the small generator works at all."""
NEAR_MISSES = 40
"""Wrongly typed variants of the examples shown to the validator."""


async def generate_test_case_input_code(bench: Workbench) -> dict[str, Json]:
    """Ask for all the programs in one call; check the validator and the small generator."""
    problem = await bench.problem()
    text, cases = need_text(problem), need_test_cases(problem)

    def check_count(answer: InputCodeAnswer) -> None:
        if len(answer.generators) != len(cases):
            raise ValueError(
                f"{len(answer.generators)} generators for {len(cases)} test cases:"
                " write exactly one for each, in order"
            )

    answer = await bench.write(INPUT_CODE, text, check=check_count, test_cases=cases)
    sources = InputSources(tuple(answer.generators), answer.small_generator, answer.validator)

    async def examine(sources: InputSources) -> Trial:
        return await try_input_programs(bench.judge, sources, text)

    async def mend(sources: InputSources, faults: Sequence[Fault]) -> InputSources:
        return await mend_inputs(bench, text, cases, sources, faults)

    sources, _ = await mended(sources, examine, mend)
    async with bench.completing() as transaction:
        await transaction.problems.save_input_code(
            bench.params.problem_id,
            [
                case.model_copy(update={"input_code": code})
                for case, code in zip(cases, sources.generators, strict=True)
            ],
            InputPrograms(small_generator=sources.small_generator, validator=sources.validator),
        )
    return {"generators": len(sources.generators)}


@dataclass(frozen=True, slots=True)
class Trial:
    """What is wrong with the validator and the small generator, the first few faults."""

    faults: tuple[Fault, ...]


async def try_input_programs(judge: Judge, sources: InputSources, text: ProblemText) -> Trial:
    """Try the validator and the small generator.

    The validator must accept the worked examples and the small inputs, and reject wrongly typed
    variants of the examples. The test cases' generators run in the next step.
    """
    signature = text.signature
    examples = [example.arguments for example in text.examples]
    wrong = _wrongly_typed(examples, text)
    small = await small_inputs(judge, sources.small_generator, signature, range(SMALL_SAMPLES))
    if small.fault:
        return Trial((small.fault,))
    runs = await validate_inputs(judge, sources.validator, [*examples, *small.inputs, *wrong])
    faults: list[Fault] = []
    for number, (arguments, run) in enumerate(
        zip([*examples, *small.inputs, *wrong], runs, strict=True)
    ):
        shown = canonical_json(list(arguments))
        if number < len(examples) and not accepts(run):
            rule = "the validator accepts the worked examples"
            faults.append(
                Fault(FaultyPart.VALIDATOR, rule, complaint(run), sources.validator, shown)
            )
        elif number < len(examples) + len(small.inputs) and not accepts(run):
            rule = "the small generator makes inputs that the validator accepts"
            faults.append(
                Fault(
                    FaultyPart.SMALL_GENERATOR, rule, complaint(run), sources.small_generator, shown
                )
            )
        elif number >= len(examples) + len(small.inputs) and not rejects(run):
            rule = "the validator rejects arguments of a wrong type"
            faults.append(
                Fault(FaultyPart.VALIDATOR, rule, complaint(run), sources.validator, shown)
            )
    return Trial(tuple(faults[:3]))


def _wrongly_typed(examples: Sequence[Arguments], text: ProblemText) -> list[Arguments]:
    """Near misses of the examples that the signature itself forbids."""
    found: list[Arguments] = []
    for number, arguments in enumerate(examples):
        rng = random.Random(number)  # noqa: S311 - repeatable, not secret
        found += [
            tuple(miss.arguments)
            for miss in near_misses(list(arguments), text.signature, rng, NEAR_MISSES)
            if not miss.well_typed and len(miss.arguments) == len(arguments)
        ]
    return found


async def mend_inputs(
    bench: Workbench,
    text: ProblemText,
    cases: Sequence[TestCase],
    sources: InputSources,
    faults: Sequence[Fault],
) -> InputSources:
    """Show the author the faults, and take the programs written anew."""
    for fault in faults:
        bench.log(f"to be mended: {fault}")
    described = [
        replace(fault, description=cases[fault.test_case - 1].description)
        if fault.test_case
        else fault
        for fault in faults
    ]
    answer = await bench.write(INPUT_REPAIR, text, faults=described, validator=sources.validator)
    generators = list(sources.generators)
    for repair in answer.generators:
        if repair.test_case <= len(generators):
            generators[repair.test_case - 1] = repair.code
    return InputSources(
        tuple(generators),
        answer.small_generator or sources.small_generator,
        answer.validator or sources.validator,
    )
