"""Oracle agreement: worked examples, reference and brute force tell the same story."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments, complaint
from problemsmith.generation.verification.agreement import (
    Comparison,
    Disagreement,
    compare_solutions,
    judge_answers,
)
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.generation.verification.shrink import smallest_disagreement
from problemsmith.generation.verification.small_inputs import WANTED, SmallInputSet
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Run
from problemsmith.problem.problem import InputPrograms, Limits, ProblemText, Solutions, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict

SMALL_CHARACTERS = 400
"""A test input of at most so many characters of JSON is given to the brute force too."""

LEAST_SHARE = 0.9
"""Of the small inputs, when there are fewer than are wanted: the brute force must be quick enough
for so many of them."""

FEW = 10
"""A generator that gives fewer distinct inputs must have given all that there are."""

LIMITS = Limits(time_seconds=1.0, memory_mb=512)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The checks, the smallest disagreement when there is one, and the reference's runs."""

    checks: tuple[Check, ...]
    small_runs: tuple[tuple[Arguments, Run], ...] = ()
    disagreement: Disagreement | None = None


async def check_oracles(
    judge: Judge,
    text: ProblemText,
    programs: InputPrograms,
    solutions: Solutions,
    cases: Sequence[TestCase],
    small: SmallInputSet,
) -> Agreement:
    """Reference and brute force on the worked examples, the small tests and the small inputs.

    All of it takes one run of each program. The worked examples come first: they were written
    before either.
    """
    examples: list[Arguments] = [example.arguments for example in text.examples]
    tests = [case.input for case in cases if case.input is not None and _is_small(case.input)]
    inputs = [*tests, *small.inputs]
    whole = await compare_solutions(
        judge, text, solutions.reference, solutions.brute_force, [*examples, *inputs], LIMITS
    )
    told = await _check_examples(judge, text, whole)
    if told.disagreement:
        return told
    count = len(examples)
    found = whole.disagreements
    compared = _compared(whole, count)
    numbers: dict[str, float] = {
        "testInputs": len(tests),
        "randomInputs": small.from_generator,
        "fromTypes": small.from_types,
        "compared": compared,
        "disagreements": len(found),
    }
    runs = tuple(zip(inputs, whole.reference[count:], strict=True))
    if not found:
        return Agreement((*told.checks, _agreed(small, tests, compared, numbers)), runs)
    smallest = await smallest_disagreement(judge, text, programs, solutions, found, LIMITS)
    check = Check(
        name="oracleAgreement",
        outcome=Outcome.FAILED,
        summary=f"reference and brute force part on {len(found)} inputs",
        numbers=numbers,
        evidence=(smallest.to_wire(),),
    )
    return Agreement((*told.checks, check), runs, smallest)


def _compared(whole: Comparison, examples: int) -> int:
    """How many inputs besides the examples were decided: on an example both have ended."""
    return whole.compared - examples


def _agreed(
    small: SmallInputSet,
    tests: Sequence[Arguments],
    compared: int,
    numbers: dict[str, float],
) -> Check:
    """No disagreement, which is worth as much as the inputs it was sought on."""
    missed = _missed(small, tests)
    reasons: list[str] = []
    if compared < max(1, min(WANTED, LEAST_SHARE * (len(small.inputs) + len(tests)))):
        reasons.append(f"the brute force was quick enough for {compared} inputs only")
    if missed is not None:
        shown = canonical_json(list(missed))
        reasons.append(
            f"the small generator gives {small.from_generator} inputs only, and never {shown}"
        )
    return Check(
        name="oracleAgreement",
        outcome=Outcome.FAILED if reasons else Outcome.PASSED,
        summary="; ".join(reasons) or "reference and brute force agree on every small input",
        numbers=numbers,
    )


def _missed(small: SmallInputSet, tests: Sequence[Arguments]) -> Arguments | None:
    """A small valid input that a generator of few inputs never gives; None when it is a rich one,
    or when there are no others, as for one boolean."""
    if small.from_generator >= FEW:
        return None
    given = {canonical_json(list(one)) for one in small.inputs[: small.from_generator]}
    others = [*small.inputs[small.from_generator :], *tests]
    return next((one for one in others if canonical_json(list(one)) not in given), None)


async def _check_examples(judge: Judge, text: ProblemText, whole: Comparison) -> Agreement:
    """Both programs give each worked example's result."""
    count = len(text.examples)
    told = (whole.reference[:count], whole.brute_force[:count])
    right = await judge_answers(
        judge,
        text.checker,
        [
            (example.arguments, example.result, run.value)
            for runs in told
            for example, run in zip(text.examples, runs, strict=True)
        ],
    )
    for number, example in enumerate(text.examples):
        runs = told[0][number], told[1][number]
        accepted = [
            run.verdict is Verdict.ACCEPTED and right[which * count + number]
            for which, run in enumerate(runs)
        ]
        if not all(accepted):
            disagreement = Disagreement(
                example.arguments,
                complaint(runs[0]),
                complaint(runs[1]),
                canonical_json(example.result),
            )
            check = Check(
                name="workedExamples",
                outcome=Outcome.FAILED,
                summary=f"worked example {number + 1} says something else than the programs",
                evidence=(disagreement.to_wire(),),
            )
            return Agreement((check,), disagreement=disagreement)
    return Agreement(
        (
            Check(
                name="workedExamples",
                outcome=Outcome.PASSED,
                summary="reference and brute force give every worked example's result",
                numbers={"examples": count},
            ),
        )
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
