"""The catalogue as an author: it gives a model's answers, from one of its problems."""

from collections.abc import Callable
from typing import cast

from problemsmith.errors import PrerequisiteError
from problemsmith.generation import answers, assignments
from problemsmith.generation.assignments import AnswerT, Assignment
from problemsmith.generation.dummy.catalogue import CatalogueProblem, find_problem, load_catalogue
from problemsmith.problem.checker import CustomChecker
from problemsmith.problem.problem import ProblemText


class CatalogueAuthor:
    """Writes what its problem holds; asked to mend something, it says that it can't."""

    can_mend = False

    def __init__(self, problem: CatalogueProblem) -> None:
        self._problem = problem

    @classmethod
    def for_problem(cls, slug: str | None, text: ProblemText | None) -> "CatalogueAuthor":
        """The author of the problem with that title; without a text, of the one with that slug.

        Raises:
            PrerequisiteError: The text is not one of the catalogue's, so it has nothing to add.
        """
        if text is None:
            return cls(find_problem(slug) if slug else load_catalogue()[0])
        for problem in load_catalogue():
            if problem.text.title == text.title:
                return cls(problem)
        raise PrerequisiteError(
            f"{text.title!r} is not a problem of the built-in catalogue, so the dummy author can't"
            " go on with it: name a model"
        )

    async def write(
        self,
        assignment: Assignment[AnswerT],
        check: Callable[[AnswerT], None] | None = None,
        *,
        sample: int = 0,
        **material: object,
    ) -> AnswerT:
        """The catalogue's answer; `sample` and `material` play no part."""
        del sample, material
        write = _ANSWERS.get(assignment.name)
        if write is None:
            raise PrerequisiteError(
                f"the catalogue's problem {self._problem.slug} needs a repair"
                f" ({assignment.name.replace('_', ' ')}), which only its author can make"
            )
        answer = cast("AnswerT", write(self._problem))
        if check:
            check(answer)
        return answer


def _problem_text(problem: CatalogueProblem) -> answers.ProblemTextAnswer:
    text = problem.text
    checker = text.checker
    return answers.ProblemTextAnswer(
        title=text.title,
        statement=text.statement,
        constraints=list(text.constraints),
        examples=[
            answers.ExampleAnswer(
                arguments=list(example.arguments),
                result=example.result,
                explanation=example.explanation,
            )
            for example in text.examples
        ],
        reworded_statement=text.reworded_statement,
        signature=problem.signature_text,
        difficulty=text.difficulty,
        topics=list(text.topics),
        checker=answers.CheckerAnswer(
            kind=checker.kind, code=checker.code if isinstance(checker, CustomChecker) else None
        ),
    )


def _test_cases(problem: CatalogueProblem) -> answers.TestCasesAnswer:
    return answers.TestCasesAnswer(
        test_cases=[
            answers.TestCaseAnswer(
                description=case.description,
                is_edge_case=case.is_edge_case,
                is_sample_case=case.is_sample_case,
            )
            for case in problem.test_cases
        ]
    )


def _input_code(problem: CatalogueProblem) -> answers.InputCodeAnswer:
    return answers.InputCodeAnswer(
        generators=[case.input_code for case in problem.test_cases],
        small_generator=problem.input_programs.small_generator,
        validator=problem.input_programs.validator,
    )


def _solution(problem: CatalogueProblem) -> answers.SolutionAnswer:
    return answers.SolutionAnswer(code=problem.solutions.reference)


def _tester(problem: CatalogueProblem) -> answers.TesterAnswer:
    return answers.TesterAnswer(
        brute_force=problem.solutions.brute_force,
        wrong_solutions=[
            answers.WrongSolutionAnswer(
                bug_class=wrong.bug_class, description=wrong.description, code=wrong.code
            )
            for wrong in problem.solutions.wrong
        ],
    )


_ANSWERS: dict[str, Callable[[CatalogueProblem], answers.Answer]] = {
    assignments.PROBLEM_TEXT.name: _problem_text,
    assignments.TEST_CASES.name: _test_cases,
    assignments.INPUT_CODE.name: _input_code,
    assignments.SOLUTION.name: _solution,
    assignments.TESTER.name: _tester,
}
