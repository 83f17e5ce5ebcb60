"""Whether two programs give answers that the checker takes for the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.faults import shorten
from problemsmith.generation.programs import Arguments, complaint
from problemsmith.generation.verification.mutation.bundle import Call, is_too_slow, run_bundle
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.checker import Checker, CustomChecker
from problemsmith.problem.checkers import matches
from problemsmith.problem.problem import Limits, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SLOW_ONES = 3
"""Inputs that a brute force may be too slow for, one after another, each for its whole limit."""

CHECKER_LIMITS = Limits(time_seconds=5.0, memory_mb=512)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An input on which two programs part, and what each said."""

    arguments: Arguments
    reference: str
    brute_force: str
    example: str | None = None
    """What the worked example says, when the input is one."""

    @property
    def input(self) -> str:
        """The arguments as JSON, short enough to show."""
        return shorten(canonical_json(list(self.arguments)))

    def to_wire(self) -> dict[str, Json]:
        """As evidence for a report."""
        return {
            "input": list(self.arguments),
            "reference": self.reference,
            "bruteForce": self.brute_force,
            "example": self.example,
        }


async def judge_answers(
    judge: Judge,
    checker: Checker,
    answers: Sequence[tuple[Arguments, Json, Json]],
) -> list[bool]:
    """For each (input, expected, actual): does the checker accept it?

    A custom checker runs in the sandbox; one that fails accepts nothing.
    """
    if not isinstance(checker, CustomChecker):
        return [matches(checker, expected, actual) for _, expected, actual in answers]
    runs = await judge.run(
        Program(code=checker.code, entry_point="check"),
        [[list(arguments), expected, actual] for arguments, expected, actual in answers],
        limits=CHECKER_LIMITS,
        mode=RunMode.BULK,
    )
    return [run.verdict is Verdict.ACCEPTED and run.value is True for run in runs]


async def compare_solutions(
    judge: Judge,
    text: ProblemText,
    reference: str,
    brute_force: str,
    inputs: Sequence[Arguments],
    limits: Limits,
) -> "Comparison":
    """Run both programs on every input; a brute force that is too slow for one decides nothing."""
    program = Program(code=reference, signature=text.signature)
    own = await judge.run(program, inputs, limits=limits, mode=RunMode.BULK)
    other = await _run_brute_force(judge, text, brute_force, inputs, limits)
    both = [
        (arguments, one.value, two.value)
        for arguments, one, two in zip(inputs, own, other, strict=True)
        if one.verdict is two.verdict is Verdict.ACCEPTED
    ]
    agreed = iter(await judge_answers(judge, text.checker, both))
    compared = 0
    disagreements: list[Disagreement] = []
    for arguments, one, two in zip(inputs, own, other, strict=True):
        accepted = one.verdict is two.verdict is Verdict.ACCEPTED
        if is_too_slow(two) and one.verdict is Verdict.ACCEPTED:
            continue
        compared += 1
        if not accepted or not next(agreed):
            disagreements.append(Disagreement(arguments, complaint(one), complaint(two)))
    return Comparison(compared, tuple(disagreements), tuple(own), tuple(other))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many inputs were decided, those on which the programs part, and all the runs."""

    compared: int
    disagreements: tuple[Disagreement, ...]
    reference: tuple[Run, ...]
    brute_force: tuple[Run, ...]


async def _run_brute_force(
    judge: Judge, text: ProblemText, code: str, inputs: Sequence[Arguments], limits: Limits
) -> list[Run]:
    """The brute force's runs, the shortest inputs first; after a few that were too slow for it,
    the rest are taken to be too slow as well."""
    order = sorted(range(len(inputs)), key=lambda at: len(canonical_json(list(inputs[at]))))
    runs = [Run(Verdict.TIME_LIMIT_EXCEEDED, message="not run: others were too slow")] * len(order)
    for _ in range(SLOW_ONES):
        if not order:
            break
        told = await run_bundle(
            judge,
            text.signature,
            [code],
            [Call(0, inputs[at]) for at in order],
            seconds=limits.time_seconds,
            memory_mb=limits.memory_mb,
        )
        for at, run in zip(order, told, strict=True):
            runs[at] = run
        first = next((place for place, run in enumerate(told) if is_too_slow(run)), len(told))
        order = order[first + 1 :]
    return runs
