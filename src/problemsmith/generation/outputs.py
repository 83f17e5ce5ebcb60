"""generateTestCaseOutputs: the reference's answer to every input."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.assignments import SOLUTION_REPAIR
from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.mending import mended
from problemsmith.generation.prerequisites import need_inputs, need_solutions, need_text
from problemsmith.generation.programs import Arguments, complaint
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json


@dataclass(frozen=True, slots=True)
class Outputs:
    """One value for each input, the slowest run in milliseconds of CPU, and the first fault."""

    values: tuple[Json, ...]
    slowest_ms: float
    faults: tuple[Fault, ...] = ()


async def generate_test_case_outputs(bench: Workbench) -> dict[str, Json]:
    """Run the reference on every input, in fresh processes and twice; mend it if it fails."""
    problem = await bench.problem()
    text, cases, solutions = need_text(problem), need_inputs(problem), need_solutions(problem)
    inputs = [case.input or () for case in cases]

    async def examine(reference: str) -> Outputs:
        return await expected_outputs(bench.judge, text, reference, inputs, problem.limits)

    async def mend(_: str, faults: Sequence[Fault]) -> str:
        bench.log(f"to be mended: {faults[0]}")
        return (await bench.write(SOLUTION_REPAIR, text, fault=faults[0])).code

    reference, outputs = await mended(solutions.reference, examine, mend)
    async with bench.completing() as transaction:
        await transaction.problems.save_outputs(
            bench.params.problem_id,
            [
                case.model_copy(update={"expected": value, "has_expected": True})
                for case, value in zip(cases, outputs.values, strict=True)
            ],
            solutions=solutions.model_copy(update={"reference": reference}),
        )
    return {"testCases": len(outputs.values), "slowestMs": round(outputs.slowest_ms, 1)}


async def expected_outputs(
    judge: Judge,
    text: ProblemText,
    reference: str,
    inputs: Sequence[Arguments],
    limits: Limits,
) -> Outputs:
    """The reference's outputs; a failure, or two runs that differ, is a fault."""
    program = Program(code=reference, signature=text.signature)
    runs = await judge.run(program, [*inputs, *inputs], limits=limits, mode=RunMode.ISOLATED)
    first, second = runs[: len(inputs)], runs[len(inputs) :]
    slowest = max((run.time_ms for run in runs), default=0.0)
    for arguments, run, again in zip(inputs, first, second, strict=True):
        failed = next((one for one in (run, again) if one.verdict is not Verdict.ACCEPTED), None)
        if failed:
            rule = f"the reference answers every test within {limits.time_seconds:g} s of CPU"
            message = complaint(failed)
        elif canonical_json(run.value) != canonical_json(again.value):
            rule = "the same input gives the same output"
            message = f"{complaint(run)}, then {complaint(again)}"
        elif run.arguments_changed:
            rule = "a solution leaves its arguments as they were"
            message = "the arguments were changed in place"
        else:
            continue
        fault = Fault(
            FaultyPart.REFERENCE, rule, message, reference, canonical_json(list(arguments))
        )
        return Outputs((), slowest, (fault,))
    return Outputs(tuple(run.value for run in first), slowest)
