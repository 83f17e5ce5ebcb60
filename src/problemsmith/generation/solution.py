"""generateSolution: the reference, and, by another hand, the brute force and wrong solutions."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.answers import SolutionAnswer
from problemsmith.generation.assignments import (
    BRUTE_FORCE_REPAIR,
    SOLUTION,
    SOLUTION_REPAIR,
    TESTER,
    Assignment,
)
from problemsmith.generation.faults import Fault, FaultyPart
from problemsmith.generation.mending import mended
from problemsmith.generation.prerequisites import need_text
from problemsmith.generation.programs import complaint
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits, ProblemText, Solutions, WrongSolution
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

BRUTE_FORCE_LIMITS = Limits(time_seconds=5.0, memory_mb=512)


async def generate_solution(bench: Workbench) -> dict[str, Json]:
    """Ask for the programs; each compiles and runs on the worked examples.

    The calls follow one another, so that a crash can cost at most one paid answer. What the
    examples should give is not asked here: a difference is a question for `verifyProblem`.
    """
    text = need_text(await bench.problem())
    reference = await _running(
        bench,
        text,
        (await bench.write(SOLUTION, text)).code,
        part=FaultyPart.REFERENCE,
        repair=SOLUTION_REPAIR,
    )
    if not bench.params.update_problem:
        async with bench.completing():
            pass  # the step is done, and nothing of it is kept
        return {"solution": reference}
    tester = await bench.write(TESTER, text)
    brute_force = await _running(
        bench, text, tester.brute_force, part=FaultyPart.BRUTE_FORCE, repair=BRUTE_FORCE_REPAIR
    )
    solutions = Solutions(
        reference=reference,
        brute_force=brute_force,
        wrong=tuple(
            WrongSolution(bug_class=wrong.bug_class, description=wrong.description, code=wrong.code)
            for wrong in tester.wrong_solutions
        ),
    )
    async with bench.completing() as transaction:
        await transaction.problems.save_solutions(bench.params.problem_id, solutions)
    return {"wrongSolutions": len(solutions.wrong)}


async def _running(
    bench: Workbench,
    text: ProblemText,
    code: str,
    *,
    part: FaultyPart,
    repair: Assignment[SolutionAnswer],
) -> str:
    """`code`, mended until it runs on every worked example."""

    async def examine(code: str) -> Trial:
        return await run_on_examples(bench.judge, text, code, part)

    async def mend(_: str, faults: Sequence[Fault]) -> str:
        bench.log(f"to be mended: {faults[0]}")
        return (await bench.write(repair, text, fault=faults[0])).code

    code, _ = await mended(code, examine, mend)
    return code


@dataclass(frozen=True, slots=True)
class Trial:
    """How a solution fared on the worked examples: its faults, at most one."""

    faults: tuple[Fault, ...]


async def run_on_examples(judge: Judge, text: ProblemText, code: str, part: FaultyPart) -> Trial:
    """Look for a worked example on which a solution fails to return a value of the right type."""
    program = Program(code=code, signature=text.signature)
    limits = BRUTE_FORCE_LIMITS if part is FaultyPart.BRUTE_FORCE else Limits()
    inputs = [example.arguments for example in text.examples]
    runs = await judge.run(program, inputs, limits=limits, mode=RunMode.ISOLATED)
    for arguments, run in zip(inputs, runs, strict=True):
        if run.verdict is not Verdict.ACCEPTED:
            rule = "a solution compiles and returns a value of the promised type"
            shown = canonical_json(list(arguments))
            return Trial((Fault(part, rule, complaint(run), code, shown),))
    return Trial(())
