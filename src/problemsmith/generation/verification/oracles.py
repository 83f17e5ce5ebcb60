"""Oracle agreement: worked examples, reference and brute force tell the same story."""

from dataclasses import dataclass

from problemsmith.generation.programs import Arguments, complaint
from problemsmith.generation.verification.agreement import (
    Disagreement,
    compare_solutions,
    judge_answers,
)
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.generation.verification.shrink import smallest_disagreement
from problemsmith.generation.verification.small_inputs import SmallInputSet
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import InputPrograms, Limits, ProblemText, Solutions, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict

SMALL_CHARACTERS = 400
"""A test input of at most so many characters of JSON is given to the brute force too."""

LIMITS = Limits(time_seconds=2.0, memory_mb=512)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The check, and the smallest disagreement when there is one."""

    check: Check
    disagreement: Disagreement | None = None


async def check_examples(judge: Judge, text: ProblemText, solutions: Solutions) -> Agreement:
    """Both programs give each worked example's result, which was written before either."""
    inputs: list[Arguments] = [example.arguments for example in text.examples]
    told: dict[int, list[tuple[str, bool]]] = {}
    for code in (solutions.reference, solutions.brute_force):
        program = Program(code=code, signature=text.signature)
        runs = await judge.run(program, inputs, limits=LIMITS, mode=RunMode.ISOLATED)
        right = await judge_answers(
            judge,
            text.checker,
            [
                (example.arguments, example.result, run.value)
                for example, run in zip(text.examples, runs, strict=True)
            ],
        )
        for number, run in enumerate(runs):
            accepted = run.verdict is Verdict.ACCEPTED and right[number]
            told.setdefault(number, []).append((complaint(run), accepted))
    for number, example in enumerate(text.examples):
        (reference, reference_right), (brute_force, brute_force_right) = told[number]
        if not (reference_right and brute_force_right):
            disagreement = Disagreement(
                example.arguments, reference, brute_force, canonical_json(example.result)
            )
            return Agreement(
                Check(
                    name="workedExamples",
                    outcome=Outcome.FAILED,
                    summary=f"worked example {number + 1} says something else than the programs",
                    evidence=(disagreement.to_wire(),),
                ),
                disagreement,
            )
    return Agreement(
        Check(
            name="workedExamples",
            outcome=Outcome.PASSED,
            summary="reference and brute force give every worked example's result",
            numbers={"examples": len(inputs)},
        )
    )


async def check_agreement(
    judge: Judge,
    text: ProblemText,
    programs: InputPrograms,
    solutions: Solutions,
    cases: tuple[TestCase, ...],
    small: SmallInputSet,
) -> Agreement:
    """Reference and brute force agree on the small test inputs and on every random small one."""
    tests = [case.input for case in cases if case.input is not None and _is_small(case.input)]
    inputs = [*tests, *small.inputs]
    comparison = await compare_solutions(
        judge, text, solutions.reference, solutions.brute_force, inputs, LIMITS
    )
    numbers: dict[str, float] = {
        "testInputs": len(tests),
        "randomInputs": small.from_generator,
        "fromTypes": small.from_types,
        "compared": comparison.compared,
        "disagreements": len(comparison.disagreements),
    }
    if comparison.compared == 0:
        return Agreement(
            Check(
                name="oracleAgreement",
                outcome=Outcome.FAILED,
                summary="the brute force decided no input, so nothing was compared",
                numbers=numbers,
            )
        )
    if not comparison.disagreements:
        return Agreement(
            Check(
                name="oracleAgreement",
                outcome=Outcome.PASSED,
                summary="reference and brute force agree on every small input",
                numbers=numbers,
            )
        )
    smallest = await smallest_disagreement(
        judge, text, programs, solutions, comparison.disagreements, LIMITS
    )
    return Agreement(
        Check(
            name="oracleAgreement",
            outcome=Outcome.FAILED,
            summary=f"reference and brute force part on {len(comparison.disagreements)} inputs",
            numbers=numbers,
            evidence=(smallest.to_wire(),),
        ),
        smallest,
    )


def doubtful(found: Disagreement) -> Check:
    """The failed check for an input that the search for wrong programs came upon."""
    return Check(
        name="oracleAgreement",
        outcome=Outcome.FAILED,
        summary="the search came upon an input on which the reference is in doubt",
        numbers={"disagreements": 1},
        evidence=(found.to_wire(),),
    )


def _is_small(arguments: Arguments) -> bool:
    return len(canonical_json(list(arguments))) <= SMALL_CHARACTERS
