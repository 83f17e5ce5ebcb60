"""Solving problems."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from problemsmith.api.access import Submitter, Visitor
from problemsmith.api.envelopes import Ok, Page
from problemsmith.api.errors import failures
from problemsmith.api.parameters import PageOf, ProblemId
from problemsmith.judge.languages import LANGUAGES
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service import solving
from problemsmith.service.solving import CustomRun, RunResult
from problemsmith.store.records import Submission

router = APIRouter(tags=["judging"], responses=failures(404))

EXAMPLE = "def run_solution(nums, k):\n    return 0\n"


class Code(WireModel):
    """A person's program."""

    code: str = Field(min_length=1, examples=[EXAMPLE])
    language: str = Field(
        max_length=50, examples=["python"], json_schema_extra={"enum": [*LANGUAGES]}
    )


class CodeAndInputs(Code):
    """A person's program, and 1 to 10 inputs, each an array of arguments."""

    custom_inputs: Annotated[tuple[tuple[Json, ...], ...], Field(min_length=1, max_length=10)]


@router.post("/problems/{id}/solution/run")
async def run_solution(
    problem_id: ProblemId, body: Code, visit: Submitter
) -> Ok[tuple[RunResult, ...]]:
    """Judge a program on every test; the submission is kept."""
    results = await solving.submit_solution(
        visit.app, visit.caller, problem_id, body.code, body.language
    )
    return Ok(data=results)


@router.post("/problems/{id}/solution/run-custom")
async def run_custom(
    problem_id: ProblemId, body: CodeAndInputs, visit: Submitter
) -> Ok[tuple[CustomRun, ...]]:
    """Run a program on inputs of one's own, beside the reference solution."""
    runs = await solving.run_custom(
        visit.app, visit.caller, problem_id, body.code, body.language, body.custom_inputs
    )
    return Ok(data=runs)


@router.get("/problems/{id}/submissions")
async def list_submissions(
    problem_id: ProblemId, page: PageOf, visit: Visitor
) -> Ok[Page[Submission]]:
    """One's own submissions, newest first; admins see everybody's."""
    found = await solving.list_submissions(visit.app, visit.caller, problem_id, **dict(page))
    return Ok(data=Page(items=found.items, next_cursor=found.next_cursor))
