"""generateProblemText: the statement, its story, and the signature it promises."""

import asyncio

from problemsmith.errors import NotFoundError, ProblemsmithError
from problemsmith.generation import near_duplicates
from problemsmith.generation.answers import CheckerAnswer, ProblemTextAnswer
from problemsmith.generation.assignments import PROBLEM_TEXT
from problemsmith.generation.workbench import Workbench
from problemsmith.problem.checker import (
    AnyOrderChecker,
    Checker,
    CustomChecker,
    FloatChecker,
    NestedAnyOrderChecker,
)
from problemsmith.problem.checkers import default_checker
from problemsmith.problem.problem import ProblemText, WorkedExample
from problemsmith.problem.signature import Signature
from problemsmith.problem.typescript import format_signature, parse_signature, widen_numbers
from problemsmith.problem.values import convert_arguments, convert_result
from problemsmith.problem.wire import Json

DUPLICATE_ROUNDS = 2
"""How often a statement that is too near to an existing one is asked for again."""


class NearDuplicateError(ProblemsmithError):
    """The model keeps writing problems that exist."""

    code = "NEAR_DUPLICATE"
    status = 502
    retryable = False


_PLAIN_CHECKERS: dict[str, Checker] = {
    "float": FloatChecker(),
    "any_order": AnyOrderChecker(),
    "nested_any_order": NestedAnyOrderChecker(),
}


async def generate_problem_text(bench: Workbench) -> dict[str, Json]:
    """Ask for a problem until it is well formed and new; save it."""
    params = bench.params
    async with bench.env.store.read() as view:
        problem = await view.problems.get(params.problem_id)
        areas = [area for area in await view.focus_areas.list() if area.slug in problem.focus_areas]
    base = (
        (await bench.another_problem(params.start_from.problem_id)).text
        if params.start_from
        else None
    )
    avoid: list[str] = [base.title] if base else []
    rounds = 0
    while True:
        answer = await bench.write(
            PROBLEM_TEXT,
            None,
            check=check_problem_text,
            base=base,
            base_signature=format_signature(base.signature, numbers="exact") if base else None,
            direction=params.start_from.direction if params.start_from else None,
            focus_areas=areas,
            difficulty=params.difficulty,
            wish=params.prompt,
            input_kind=params.input_kind,
            avoid=avoid,
        )
        text = to_problem_text(answer)
        # The catalogue is finite: its problems come again.
        twin = None if params.uses_catalogue else await _twin(bench, text)
        if twin is None:
            break
        title, likeness = twin
        if rounds == DUPLICATE_ROUNDS:
            raise NearDuplicateError(
                f"every one of {rounds + 1} statements was too near to an existing problem,"
                f" at last to {title!r}: ask for something else with a prompt or focus areas"
            )
        bench.log(f"too near to an existing problem, asked again: {title}", similarity=likeness)
        avoid += [title, text.title]
        rounds += 1
    async with bench.completing() as transaction:
        await transaction.problems.save_text(
            params.problem_id, text, fingerprint=near_duplicates.fingerprint_of(text)
        )
    return {"title": text.title, "difficulty": text.difficulty, "examples": len(text.examples)}


async def _twin(bench: Workbench, text: ProblemText) -> tuple[str, float] | None:
    """The existing problem that this one is too near to, looked for now that it is written."""
    async with bench.env.store.read() as view:
        existing = await view.problems.fingerprints(excluding=bench.params.problem_id)
    told = near_duplicates.told(text)
    found = await asyncio.to_thread(near_duplicates.nearest, told, existing)
    if found is None:
        return None
    twin, likeness = found
    async with bench.env.store.read() as view:
        try:
            other = await view.problems.get(twin, with_test_cases=False)
        except NotFoundError:
            return None  # deleted a moment ago
    return (other.text.title, likeness) if other.text else None


def check_problem_text(answer: ProblemTextAnswer) -> None:
    """Raise ValueError, with what to mend, unless the answer is a well-formed problem."""
    to_problem_text(answer)


def to_problem_text(answer: ProblemTextAnswer) -> ProblemText:
    """The answer as a problem's text.

    Raises:
        ValueError: The signature does not parse, or an example does not fit it.
    """
    signature = widen_numbers(
        parse_signature(answer.signature),
        ((example.arguments, example.result) for example in answer.examples),
    )
    examples = tuple(
        WorkedExample(
            arguments=tuple(convert_arguments(example.arguments, signature)),
            result=convert_result(example.result, signature),
            explanation=example.explanation,
        )
        for example in answer.examples
    )
    return ProblemText(
        title=answer.title,
        statement=answer.statement,
        constraints=tuple(answer.constraints),
        examples=examples,
        reworded_statement=answer.reworded_statement,
        signature=signature,
        difficulty=answer.difficulty,
        topics=tuple(answer.topics),
        checker=to_checker(answer.checker, signature),
    )


def to_checker(answer: CheckerAnswer, signature: Signature) -> Checker:
    """The checker that was asked for; a plain comparison of floats gets its tolerance.

    Raises:
        ValueError: A custom checker without code.
    """
    if answer.kind == "custom":
        if not answer.code:
            raise ValueError("checker.code is missing: a custom checker is a program")
        return CustomChecker(code=answer.code)
    if answer.kind == "exact":
        return default_checker(signature.return_type, signature)
    return _PLAIN_CHECKERS[answer.kind]
