"""generateTestCaseInputs: run the generators, and check every input they give."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.faults import Fault, FaultyPart, UnusableProgramError
from problemsmith.generation.generators import generate_inputs
from problemsmith.generation.input_code import mend_inputs
from problemsmith.generation.mending import mended
from problemsmith.generation.prerequisites import need_input_programs, need_text
from problemsmith.generation.programs import (
    Arguments,
    InputSources,
    accepts,
    complaint,
    validate_inputs,
)
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import InputPrograms, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

FAULTS_SHOWN = 5
MIN_TEST_CASES = 3
"""Fewer distinct inputs than this test nothing."""


@dataclass(frozen=True, slots=True)
class CheckedInputs:
    """The inputs that passed (None elsewhere), in the test cases' order, and what did not."""

    inputs: tuple[Arguments | None, ...]
    faults: tuple[Fault, ...]


async def generate_test_case_inputs(bench: Workbench) -> dict[str, Json]:
    """Make the inputs, repairing programs that fail; drop duplicates; save."""
    problem = await bench.problem()
    text, programs = need_text(problem), need_input_programs(problem)
    cases = problem.test_cases
    sources = InputSources(
        tuple(case.input_code or "" for case in cases),
        programs.small_generator,
        programs.validator,
    )

    async def examine(sources: InputSources) -> CheckedInputs:
        return await check_inputs(bench.judge, sources, text)

    async def mend(sources: InputSources, faults: Sequence[Fault]) -> InputSources:
        return await mend_inputs(bench, text, cases, sources, faults[:FAULTS_SHOWN])

    sources, checked = await mended(sources, examine, mend)
    kept = distinct(checked.inputs)
    if len(kept) < MIN_TEST_CASES:
        raise UnusableProgramError(
            [
                Fault(
                    FaultyPart.GENERATOR,
                    f"at least {MIN_TEST_CASES} test cases have different inputs",
                    f"only {len(kept)} do",
                    sources.generators[0],
                )
            ],
            rounds=0,
        )
    for position, case in enumerate(cases):
        if position not in kept:
            bench.log(f"dropped, its input is another test's: {case.description}")
    async with bench.completing() as transaction:
        await transaction.problems.save_inputs(
            bench.params.problem_id,
            [
                cases[at].model_copy(
                    update={
                        "position": position,
                        "input_code": sources.generators[at],
                        "input": arguments,
                    }
                )
                for position, (at, arguments) in enumerate(kept.items())
            ],
            programs=InputPrograms(
                small_generator=sources.small_generator, validator=sources.validator
            ),
        )
    return {"testCases": len(kept), "dropped": len(cases) - len(kept)}


async def check_inputs(judge: Judge, sources: InputSources, text: ProblemText) -> CheckedInputs:
    """Run every generator twice and show each input to the validator."""
    made = await generate_inputs(judge, sources.generators, text.signature)
    faults = list(made.faults)
    present = [(at, arguments) for at, arguments in enumerate(made.inputs) if arguments is not None]
    runs = await validate_inputs(judge, sources.validator, [arguments for _, arguments in present])
    inputs = list(made.inputs)
    for (at, arguments), run in zip(present, runs, strict=True):
        if not accepts(run):
            inputs[at] = None
            faults.append(
                Fault(
                    FaultyPart.GENERATOR,
                    "the validator accepts every test's input",
                    complaint(run),
                    sources.generators[at],
                    canonical_json(list(arguments)),
                    test_case=at + 1,
                )
            )
    return CheckedInputs(tuple(inputs), tuple(faults))


def distinct(inputs: Sequence[Arguments | None]) -> dict[int, Arguments]:
    """The inputs by position, the first of each set of equal ones."""
    kept: dict[str, tuple[int, Arguments]] = {}
    for at, arguments in enumerate(inputs):
        if arguments is not None:
            kept.setdefault(canonical_json(list(arguments)), (at, arguments))
    return dict(kept.values())
