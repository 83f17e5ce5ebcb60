"""What is asked of an author: a prompt, the schema of its answer, and bounds.

`max_tokens` leaves room for a model that thinks aloud before it answers; the budget counts it as
the worst case of a call. Temperatures: invention wants variety, programs want none of it.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from problemsmith.generation import answers

AnswerT = TypeVar("AnswerT", bound=answers.Answer)


@dataclass(frozen=True, slots=True)
class Assignment(Generic[AnswerT]):
    """One kind of request; `name` is the prompt's file name in `prompts/`."""

    name: str
    answer: type[AnswerT]
    max_tokens: int
    temperature: float


PROBLEM_TEXT = Assignment("problem_text", answers.ProblemTextAnswer, 8_000, 1.0)
TEST_CASES = Assignment("test_cases", answers.TestCasesAnswer, 6_000, 0.5)
INPUT_CODE = Assignment("input_code", answers.InputCodeAnswer, 16_000, 0.2)
INPUT_REPAIR = Assignment("input_repair", answers.InputRepairAnswer, 16_000, 0.2)
SOLUTION = Assignment("solution", answers.SolutionAnswer, 12_000, 0.2)
SOLUTION_REPAIR = Assignment("solution_repair", answers.SolutionAnswer, 12_000, 0.2)
TESTER = Assignment("tester", answers.TesterAnswer, 16_000, 0.4)
BRUTE_FORCE_REPAIR = Assignment("brute_force_repair", answers.SolutionAnswer, 12_000, 0.2)
ADJUDICATION = Assignment("adjudication", answers.AdjudicationAnswer, 12_000, 0.2)
