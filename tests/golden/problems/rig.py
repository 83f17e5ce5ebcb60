"""Making and judging a golden problem as the pipeline does, with no model to mend anything."""

from dataclasses import dataclass, field
from uuid import UUID

from golden.problems.reading import GoldenProblem
from problemsmith.generation.faults import FaultyPart
from problemsmith.generation.input_code import try_input_programs
from problemsmith.generation.inputs import MIN_TEST_CASES, check_inputs, distinct
from problemsmith.generation.outputs import expected_outputs
from problemsmith.generation.programs import Arguments, InputSources
from problemsmith.generation.solution import run_on_examples
from problemsmith.generation.verification.agreement import judge_answers
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.verify import examine, prove
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits, TestCase
from problemsmith.problem.values import ValueMismatch, check_arguments, check_result
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SEED = 1


@dataclass(frozen=True)
class Opinion:
    """Whether a problem came out verified, and if not, what stopped it."""

    verified: bool
    reasons: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Trial:
    """A problem as it goes in. `survivors` are numbers of its wrong solutions that its tests are to
    let through: the tests that fail them are taken away. `mend` lets verification add tests."""

    problem: GoldenProblem
    survivors: tuple[int, ...] = ()
    mend: bool = False


async def verified(judge: Judge, trial: Trial) -> Opinion:
    """The verdict with every check."""
    problem = trial.problem
    text, solutions = problem.text, problem.solutions
    try:
        for example in text.examples:
            check_arguments(list(example.arguments), text.signature)
            check_result(example.result, text.signature)
    except ValueMismatch as mismatch:
        return Opinion(False, (f"example: {mismatch}",))
    sources = InputSources(
        problem.generators, problem.programs.small_generator, problem.programs.validator
    )
    early = [*(await try_input_programs(judge, sources, text)).faults]
    checked = await check_inputs(judge, sources, text)
    early += checked.faults
    for code, part in (
        (solutions.reference, FaultyPart.REFERENCE),
        (solutions.brute_force, FaultyPart.BRUTE_FORCE),
    ):
        early += (await run_on_examples(judge, text, code, part)).faults
    if early:
        return Opinion(False, tuple(str(fault)[:200] for fault in early))
    inputs = [arguments for _, arguments in sorted(distinct(checked.inputs).items())]
    if len(inputs) < MIN_TEST_CASES:
        return Opinion(False, ("too few tests",))
    outputs = await expected_outputs(judge, text, solutions.reference, inputs, Limits())
    if outputs.faults:
        return Opinion(False, (str(outputs.faults[0])[:200],))
    cases = await _surviving(judge, problem, trial.survivors, inputs, outputs.values)
    candidate = Candidate(text, problem.programs, solutions, cases, Limits())
    if trial.mend:
        findings = (await prove(judge, candidate)).findings
    else:
        findings = await examine(judge, candidate)
    return Opinion(
        not findings.failed,
        tuple(f"{check.name}: {check.summary}"[:200] for check in findings.failed),
    )


async def unverified(judge: Judge, trial: Trial) -> Opinion:
    """The verdict of a system that keeps whatever runs: every generator gives an input, and the
    reference an output for it."""
    problem = trial.problem
    inputs: list[Arguments] = []
    for source in problem.generators:
        [run] = await judge.run(Program(code=source, entry_point="generate"), [[SEED]])
        if run.verdict is not Verdict.ACCEPTED or not isinstance(run.value, list):
            return Opinion(False, (f"generator: {run.message}"[:200],))
        inputs.append(tuple(run.value))
    try:
        for arguments in inputs:
            check_arguments(list(arguments), problem.text.signature)
    except ValueMismatch as mismatch:
        return Opinion(False, (f"input: {mismatch}",))
    program = Program(code=problem.solutions.reference, signature=problem.text.signature)
    runs = await judge.run(program, inputs, mode=RunMode.BULK)
    failed = next((run for run in runs if run.verdict is not Verdict.ACCEPTED), None)
    return Opinion(failed is None, (failed.message[:200],) if failed else ())


async def _surviving(
    judge: Judge,
    problem: GoldenProblem,
    survivors: tuple[int, ...],
    inputs: list[Arguments],
    expected: tuple[Json, ...],
) -> tuple[TestCase, ...]:
    """The test cases that every survivor passes; at least the first test, whatever it does."""
    kept = set(range(len(inputs)))
    text = problem.text
    for number in survivors:
        program = Program(code=problem.solutions.wrong[number].code, signature=text.signature)
        runs = await judge.run(program, inputs, mode=RunMode.BULK)
        right = await judge_answers(
            judge,
            text.checker,
            [(a, e, run.value) for a, e, run in zip(inputs, expected, runs, strict=True)],
        )
        passed = {
            at
            for at, (run, good) in enumerate(zip(runs, right, strict=True))
            if good and run.verdict is Verdict.ACCEPTED
        }
        kept &= passed or {0}
    chosen = sorted(kept) or [0]
    return tuple(
        TestCase(
            id=UUID(int=position),
            position=position,
            description="",
            is_sample_case=position == 0,
            input_code=problem.generators[at] if at < len(problem.generators) else None,
            input=inputs[at],
            expected=expected[at],
            has_expected=True,
        )
        for position, at in enumerate(chosen)
    )
