"""A problem in the forms in which it is shown, with what a caller may not see taken out."""

from datetime import datetime
from uuid import UUID

from problemsmith.generation.prerequisites import need_text
from problemsmith.generation.verification.report import Check, VerificationReport
from problemsmith.problem.checker import CustomChecker
from problemsmith.problem.problem import Problem, ProblemText, TestCase
from problemsmith.problem.signature import Signature
from problemsmith.problem.typescript import format_signature
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service.access import Caller


class TextView(WireModel):
    """The text in its four forms. `function_signature` is TypeScript types without a name."""

    problem_text: str
    function_signature: str
    problem_text_reworded: str
    function_signature_schema: Signature


class TestCaseView(WireModel):
    """A test case with its times. `expected` is null until it is known."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    id: UUID
    problem_id: UUID
    description: str
    is_edge_case: bool
    is_sample_case: bool
    input_code: str | None
    input: tuple[Json, ...] | None
    expected: Json
    created_at: datetime
    updated_at: datetime


def view_text(problem: Problem) -> TextView:
    """The text; raises PrerequisiteError before there is one."""
    text = need_text(problem)
    return TextView(
        problem_text=markdown(text),
        function_signature=format_signature(text.signature),
        problem_text_reworded=text.reworded_statement,
        function_signature_schema=text.signature,
    )


def markdown(text: ProblemText) -> str:
    """The statement with its constraints and examples, as Markdown."""
    names = [parameter.name for parameter in text.signature.parameters]
    lines = [text.statement.strip(), "", "### Constraints", ""]
    lines += [f"- {constraint}" for constraint in text.constraints]
    for number, example in enumerate(text.examples, 1):
        arguments = ", ".join(
            f"{name} = {canonical_json(value)}"
            for name, value in zip(names, example.arguments, strict=False)
        )
        lines += ["", f"### Example {number}", "", f"- Input: `{arguments}`"]
        lines += [f"- Output: `{canonical_json(example.result)}`"]
        lines += [f"- {example.explanation.strip()}"] if example.explanation.strip() else []
    return "\n".join(lines) + "\n"


def shown_to(caller: Caller, problem: Problem) -> Problem:
    """The problem as the caller may see it: others get the samples, and no program."""
    if caller.owns(problem):
        return problem
    text = problem.text
    if text is not None and isinstance(text.checker, CustomChecker):
        # A checker's code can tell the answer.
        text = text.model_copy(update={"checker": CustomChecker(code="")})
    report = (
        shown_report(caller, problem, VerificationReport.model_validate(problem.verification))
        if problem.verification
        else None
    )
    return problem.model_copy(
        update={
            "text": text,
            "test_cases": tuple(map(without_code, samples(problem.test_cases))),
            "input_programs": None,
            "solutions": None,
            "verification": report.to_wire() if report else None,
            "created_by": None,
        }
    )


def samples(cases: tuple[TestCase, ...]) -> tuple[TestCase, ...]:
    """The test cases that everybody may see."""
    return tuple(case for case in cases if case.is_sample_case)


def without_code(case: TestCase) -> TestCase:
    """The test case without the program that makes its input."""
    return case.model_copy(update={"input_code": None})


def shown_report(
    caller: Caller, problem: Problem, report: VerificationReport
) -> VerificationReport:
    """The report; for others without the evidence, which holds hidden inputs and programs."""
    if caller.owns(problem):
        return report
    return report.model_copy(
        update={
            "reason": "every check passed" if report.verified else "a check failed",
            "checks": tuple(
                Check(name=check.name, outcome=check.outcome, summary=check.outcome.value)
                for check in report.checks
            ),
            # Mutants retell the reference line by line.
            "kill_matrix": (),
            "reduced_tests": (),
            "repairs": (),
            "seeds": {},
        }
    )
