"""What each step finds ready-made, and the error that names what is missing."""

from collections.abc import Callable

from problemsmith.errors import PrerequisiteError
from problemsmith.generation.steps import GenerationStep
from problemsmith.problem.problem import (
    InputPrograms,
    Problem,
    ProblemText,
    Solutions,
    TestCase,
)


def need_text(problem: Problem) -> ProblemText:
    """The problem's text, or a clear error."""
    if problem.text is None:
        raise _missing(problem, "problem text", GenerationStep.GENERATE_PROBLEM_TEXT)
    return problem.text


def need_test_cases(problem: Problem) -> tuple[TestCase, ...]:
    """The problem's test cases, at least one."""
    if not problem.test_cases:
        raise _missing(problem, "test cases", GenerationStep.GENERATE_TEST_CASES)
    return problem.test_cases


def need_input_programs(problem: Problem) -> InputPrograms:
    """The programs that make and check inputs; every test case has its own too."""
    if problem.input_programs is None or any(
        case.input_code is None for case in need_test_cases(problem)
    ):
        raise _missing(problem, "input code", GenerationStep.GENERATE_TEST_CASE_INPUT_CODE)
    return problem.input_programs


def need_inputs(problem: Problem) -> tuple[TestCase, ...]:
    """The test cases, each with its input."""
    cases = need_test_cases(problem)
    if any(case.input is None for case in cases):
        raise _missing(problem, "test inputs", GenerationStep.GENERATE_TEST_CASE_INPUTS)
    return cases


def need_solutions(problem: Problem) -> Solutions:
    """The reference, the brute force and the wrong solutions."""
    if problem.solutions is None:
        raise _missing(problem, "solution", GenerationStep.GENERATE_SOLUTION)
    return problem.solutions


def need_outputs(problem: Problem) -> tuple[TestCase, ...]:
    """The test cases, each with its input and its expected output."""
    cases = need_inputs(problem)
    if not all(case.has_expected for case in cases):
        raise _missing(problem, "expected outputs", GenerationStep.GENERATE_TEST_CASE_OUTPUTS)
    return cases


_NEEDS: dict[GenerationStep, tuple[Callable[[Problem], object], ...]] = {
    GenerationStep.GENERATE_PROBLEM_TEXT: (),
    GenerationStep.GENERATE_TEST_CASES: (need_text,),
    GenerationStep.GENERATE_TEST_CASE_INPUT_CODE: (need_text, need_test_cases),
    GenerationStep.GENERATE_TEST_CASE_INPUTS: (need_text, need_input_programs),
    GenerationStep.GENERATE_SOLUTION: (need_text,),
    GenerationStep.GENERATE_TEST_CASE_OUTPUTS: (need_text, need_inputs, need_solutions),
    GenerationStep.VERIFY_PROBLEM: (
        need_text,
        need_input_programs,
        need_outputs,
        need_solutions,
    ),
}


def check_prerequisites(problem: Problem, first: GenerationStep) -> None:
    """Raise `PrerequisiteError` when the steps before `first` have not left what it needs."""
    for need in _NEEDS[first]:
        need(problem)


def _missing(problem: Problem, what: str, made_by: GenerationStep) -> PrerequisiteError:
    return PrerequisiteError(
        f"problem {problem.id} has no {what} yet: run the step {made_by} first,"
        f" or start the job from there"
    )
