"""The programs that the tests should fail: the author's wrong solutions, and automatic mutants."""

from dataclasses import dataclass
from typing import Literal

from problemsmith.generation.mutation.mutants import make_mutants
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import BugClass, Solutions

MUTANTS = 60
"""Mutants of the reference at most, taken evenly over its text. A sample of a tenth of all mutants
already ranks test sets like all of them do (Zhang et al., ISSTA 2013)."""


@dataclass(frozen=True, slots=True)
class Attacker:
    """A program that is probably wrong."""

    kind: Literal["wrongSolution", "mutant"]
    family: str
    """The bug class of a wrong solution, the syntax that a mutant changes."""
    description: str
    code: str

    @property
    def may_be_slow_only(self) -> bool:
        """Whether being slow is its mistake, so that only the real time limit may judge it."""
        return self.kind == "wrongSolution" and self.family == BugClass.RESOURCES


async def make_attackers(judge: Judge, solutions: Solutions) -> tuple[Attacker, ...]:
    """The author's wrong solutions, then mutants of the reference, which the sandbox makes."""
    wrong = [
        Attacker("wrongSolution", solution.bug_class, solution.description, solution.code)
        for solution in solutions.wrong
    ]
    mutants = [
        Attacker("mutant", one.operator, f"line {one.line}: {one.description}", one.source)
        for one in await make_mutants(judge, solutions.reference, limit=MUTANTS)
    ]
    return (*wrong, *mutants)
