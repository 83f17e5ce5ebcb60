"""A whole authored problem: the answers that a model would give, and what the steps leave."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from problemsmith.generation import assignments
from problemsmith.generation.assignments import AnswerT, Assignment
from problemsmith.generation.dummy.author import CatalogueAuthor
from problemsmith.generation.dummy.catalogue import CatalogueProblem, find_problem
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from problemsmith.problem.problem import Problem, TestCase
from scripted_model import ScriptedModel

QUICKEST = "sticky-shift"
"""The catalogue's problem that is made in the shortest time (measured: 2.5 s of the machine)."""

MODEL = "openai-chat:any"

CALLS = ("problem_text", "test_cases", "input_code", "solution", "tester")
"""The prompts of a problem that needs no repair, in their order."""

STEP_OF = {
    "problem_text": GenerationStep.GENERATE_PROBLEM_TEXT,
    "test_cases": GenerationStep.GENERATE_TEST_CASES,
    "input_code": GenerationStep.GENERATE_TEST_CASE_INPUT_CODE,
    "solution": GenerationStep.GENERATE_SOLUTION,
    "tester": GenerationStep.GENERATE_SOLUTION,
}

Answers = dict[str, Any]


def authored(slug: str = QUICKEST) -> Answers:
    """Each prompt's answer, as JSON values."""
    return asyncio.run(_write(find_problem(slug)))


async def _write(problem: CatalogueProblem) -> Answers:
    author = CatalogueAuthor(problem)

    async def written(assignment: Assignment[AnswerT]) -> Any:
        return (await author.write(assignment)).model_dump(mode="json", by_alias=True)

    return {
        "problem_text": await written(assignments.PROBLEM_TEXT),
        "test_cases": await written(assignments.TEST_CASES),
        "input_code": await written(assignments.INPUT_CODE),
        "solution": await written(assignments.SOLUTION),
        "tester": await written(assignments.TESTER),
    }


def standing(model: ScriptedModel, answers: Answers) -> None:
    """Let the model give these answers, as often as it is asked."""
    for prompt, answer in answers.items():
        model.answer(prompt, answer, repeat=True)


def left_before(step: GenerationStep, slug: str = QUICKEST) -> Problem:
    """The problem as the steps before `step` leave it; `step` is one that asks a model."""
    source = find_problem(slug)
    now = datetime.now(UTC)

    def done(earlier: GenerationStep) -> bool:
        return STEP_ORDER.index(earlier) < STEP_ORDER.index(step)

    with_code = done(GenerationStep.GENERATE_TEST_CASE_INPUT_CODE)
    cases = [
        TestCase(
            id=uuid4(),
            position=position,
            description=case.description,
            is_edge_case=case.is_edge_case,
            is_sample_case=case.is_sample_case,
            input_code=case.input_code if with_code else None,
        )
        for position, case in enumerate(source.test_cases)
    ]
    return Problem(
        id=uuid4(),
        model=MODEL,
        text=source.text if done(GenerationStep.GENERATE_PROBLEM_TEXT) else None,
        test_cases=tuple(cases) if done(GenerationStep.GENERATE_TEST_CASES) else (),
        input_programs=source.input_programs if with_code else None,
        created_at=now,
        updated_at=now,
    )
