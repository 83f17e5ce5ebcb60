"""Whether two programs give answers that the checker takes for the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.faults import shorten
from problemsmith.generation.programs import Arguments, complaint
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.checker import Checker, CustomChecker
from problemsmith.problem.checkers import matches
from problemsmith.problem.problem import Limits, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

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
    own = await _run(judge, text, reference, inputs, limits)
    other = await _run(judge, text, brute_force, inputs, limits)
    both = [
        (arguments, one.value, two.value)
        for arguments, one, two in zip(inputs, own, other, strict=True)
        if one.verdict is two.verdict is Verdict.ACCEPTED
    ]
    agreed = iter(await judge_answers(judge, text.checker, both))
    compared = 0
    disagreements: list[Disagreement] = []
    for arguments, one, two in zip(inputs, own, other, strict=True):
        if two.verdict is Verdict.TIME_LIMIT_EXCEEDED and one.verdict is Verdict.ACCEPTED:
            continue
        compared += 1
        accepted = one.verdict is two.verdict is Verdict.ACCEPTED
        if not accepted or not next(agreed):
            disagreements.append(Disagreement(arguments, complaint(one), complaint(two)))
    return Comparison(compared, tuple(disagreements))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many inputs were decided, and those on which the programs part."""

    compared: int
    disagreements: tuple[Disagreement, ...]


async def _run(
    judge: Judge, text: ProblemText, code: str, inputs: Sequence[Arguments], limits: Limits
) -> list[Run]:
    program = Program(code=code, signature=text.signature)
    return await judge.run(program, inputs, limits=limits, mode=RunMode.BULK)
