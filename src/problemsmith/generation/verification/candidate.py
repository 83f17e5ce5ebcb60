"""The problem under attack: the parts that a repair may change, as one value."""

from dataclasses import dataclass

from problemsmith.generation.prerequisites import (
    need_input_programs,
    need_outputs,
    need_solutions,
    need_text,
)
from problemsmith.problem.problem import (
    InputPrograms,
    Limits,
    Problem,
    ProblemText,
    Solutions,
    TestCase,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text, programs, solutions and tests, all present."""

    text: ProblemText
    programs: InputPrograms
    solutions: Solutions
    cases: tuple[TestCase, ...]
    limits: Limits

    @staticmethod
    def of(problem: Problem) -> "Candidate":
        """The parts of a stored problem.

        Raises:
            PrerequisiteError: A part has not been made yet.
        """
        return Candidate(
            need_text(problem),
            need_input_programs(problem),
            need_solutions(problem),
            need_outputs(problem),
            problem.limits,
        )

    def applied_to(self, problem: Problem) -> Problem:
        """The stored problem with these parts."""
        return problem.model_copy(
            update={
                "text": self.text,
                "input_programs": self.programs,
                "solutions": self.solutions,
                "test_cases": self.cases,
                "limits": self.limits,
            }
        )
