"""Wrong solutions die: how many of the author's plausible mistakes the tests catch."""

from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.agreement import judge_answers
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits, ProblemText, TestCase, WrongSolution
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json


@dataclass(frozen=True, slots=True)
class KillMatrix:
    """For each wrong solution, the positions of the tests that fail it."""

    killed_by: tuple[tuple[int, ...], ...]

    @property
    def score(self) -> float | None:
        """The share of wrong solutions that some test fails, or None when there are none."""
        if not self.killed_by:
            return None
        return sum(bool(tests) for tests in self.killed_by) / len(self.killed_by)


async def kill_matrix(
    judge: Judge,
    text: ProblemText,
    wrong: tuple[WrongSolution, ...],
    cases: tuple[TestCase, ...],
    limits: Limits,
) -> KillMatrix:
    """Run every wrong solution on every test."""
    inputs: list[Arguments] = [case.input or () for case in cases]
    rows: list[tuple[int, ...]] = []
    for solution in wrong:
        program = Program(code=solution.code, signature=text.signature)
        runs = await judge.run(program, inputs, limits=limits, mode=RunMode.BULK)
        right = await judge_answers(
            judge,
            text.checker,
            [
                (arguments, case.expected, run.value)
                for arguments, case, run in zip(inputs, cases, runs, strict=True)
            ],
        )
        rows.append(
            tuple(
                case.position
                for case, run, good in zip(cases, runs, right, strict=True)
                if run.verdict is not Verdict.ACCEPTED or not good
            )
        )
    return KillMatrix(tuple(rows))


def to_check(matrix: KillMatrix, wrong: tuple[WrongSolution, ...]) -> Check:
    """The matrix as a check.

    A survivor is reported and does not fail the problem here: whether it is wrong at all, or
    another way to be right, takes a search for an input that tells.
    """
    survivors: tuple[dict[str, Json], ...] = tuple(
        {"bugClass": solution.bug_class, "description": solution.description}
        for solution, tests in zip(wrong, matrix.killed_by, strict=True)
        if not tests
    )
    killed = len(wrong) - len(survivors)
    return Check(
        name="wrongSolutions",
        outcome=Outcome.PASSED if wrong else Outcome.SKIPPED,
        summary=f"the tests fail {killed} of {len(wrong)} wrong solutions",
        numbers={"killed": killed, "survived": len(survivors)},
        evidence=survivors,
    )
