"""Problems: asked for, listed, read, exported, deleted."""

from typing import Annotated, Self

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok, Page
from problemsmith.api.errors import failures
from problemsmith.api.parameters import IdempotencyKey, PageQuery, ProblemId
from problemsmith.generation.verification.report import VerificationReport
from problemsmith.judge.languages import LANGUAGES
from problemsmith.problem.problem import Difficulty, Problem, ProblemStatus
from problemsmith.problem.signature import Signature
from problemsmith.problem.wire import WireModel
from problemsmith.service import asking, exporting, reading
from problemsmith.service.asking import Wish
from problemsmith.service.creation import Created
from problemsmith.service.instances import NotMade
from problemsmith.service.problem_views import TextView
from problemsmith.store.records import ProblemSummary

router = APIRouter(tags=["problems"])


class NotMadeView(WireModel):
    """Why one of a batch was not made; `index` counts from 0."""

    index: int
    code: str
    message: str

    @classmethod
    def of(cls, error: NotMade) -> Self:
        """The form in which it is sent."""
        return cls(index=error.index, code=error.code, message=error.message)


class BatchMade(WireModel):
    """What became of a batch."""

    created: tuple[Created, ...]
    errors: tuple[NotMadeView, ...]


class ProblemFilters(PageQuery):
    """Which problems to list."""

    status: ProblemStatus | None = None
    difficulty: Difficulty | None = None
    focus_area: str | None = Field(default=None, max_length=100, description="a slug")
    text: str | None = Field(
        default=None, max_length=200, description="looked for in titles and statements"
    )


class SignatureView(WireModel):
    """The signature as a tree of types."""

    function_signature_schema: Signature


class StarterCode(WireModel):
    """A program to start from."""

    starter_code: str
    language: str


class SolutionView(WireModel):
    """The reference solution, in Python."""

    solution: str


class ModelView(WireModel):
    """The model that writes the problem."""

    model: str | None


@router.post("/problems", responses=failures(404, 409))
async def ask_for_problem(
    body: Wish,
    visit: Visitor,
    auto_generate: Annotated[
        bool, Query(alias="autoGenerate", description="start the job that makes all of it")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> Ok[Created]:
    """Make a problem; with `autoGenerate` its job starts, else its steps are started one by one."""
    created = await asking.ask_for_problem(
        visit.app, visit.caller, body, start=auto_generate, idempotency_key=idempotency_key
    )
    return Ok(data=created)


@router.post("/problems/batch", responses=failures(409))
async def ask_for_problems(
    body: Annotated[tuple[Wish, ...], Body(min_length=1, max_length=100)],
    visit: Visitor,
    idempotency_key: IdempotencyKey = None,
) -> Ok[BatchMade]:
    """Make up to 100 problems and start their jobs; one that can't be made hinders no other."""
    created, errors = await asking.ask_for_problems(
        visit.app, visit.caller, body, idempotency_key=idempotency_key
    )
    return Ok(data=BatchMade(created=created, errors=tuple(map(NotMadeView.of, errors))))


@router.get("/problems")
async def list_problems(
    filters: Annotated[ProblemFilters, Query()], visit: Visitor
) -> Ok[Page[ProblemSummary]]:
    """One's own problems and everybody's verified ones, newest first."""
    page = await reading.list_problems(visit.app, visit.caller, **dict(filters))
    return Ok(data=Page(items=page.items, next_cursor=page.next_cursor))


@router.get("/problems/{id}", responses=failures(404))
async def get_problem(problem_id: ProblemId, visit: Visitor) -> Ok[Problem]:
    """The whole problem with its verification report; for others without what is hidden."""
    return Ok(data=await reading.get_problem(visit.app, visit.caller, problem_id))


@router.delete("/problems/{id}", responses=failures(404, 409))
async def delete_problem(problem_id: ProblemId, visit: Visitor) -> Ok[None]:
    """Delete the problem with its jobs, which must have ended."""
    return Ok(data=await reading.delete(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/text", responses=failures(404))
async def get_text(problem_id: ProblemId, visit: Visitor) -> Ok[TextView]:
    """The text, as Markdown, and its signature."""
    return Ok(data=await reading.get_text(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/function-signature/schema", responses=failures(404))
async def get_signature(problem_id: ProblemId, visit: Visitor) -> Ok[SignatureView]:
    """The signature as a tree of types."""
    signature = await reading.get_signature(visit.app, visit.caller, problem_id)
    return Ok(data=SignatureView(function_signature_schema=signature))


@router.get("/problems/{id}/starter-code", responses=failures(404))
async def get_starter_code(
    problem_id: ProblemId,
    visit: Visitor,
    language: Annotated[
        str, Query(max_length=50, json_schema_extra={"enum": [*LANGUAGES]})
    ] = "python",
) -> Ok[StarterCode]:
    """A program to start from."""
    code = await reading.get_starter_code(visit.app, visit.caller, problem_id, language)
    return Ok(data=StarterCode(starter_code=code, language=language))


@router.get("/problems/{id}/solution", responses=failures(404))
async def get_solution(problem_id: ProblemId, visit: Visitor) -> Ok[SolutionView]:
    """The reference solution. For the owner and admins."""
    solution = await reading.get_solution(visit.app, visit.caller, problem_id)
    return Ok(data=SolutionView(solution=solution))


@router.get("/problems/{id}/model", responses=failures(404))
async def get_model(problem_id: ProblemId, visit: Visitor) -> Ok[ModelView]:
    """The model that writes the problem."""
    return Ok(data=ModelView(model=await reading.get_model(visit.app, visit.caller, problem_id)))


@router.get("/problems/{id}/verification", responses=failures(404))
async def get_verification(problem_id: ProblemId, visit: Visitor) -> Ok[VerificationReport]:
    """The verification report; for others without its evidence."""
    return Ok(data=await reading.get_verification(visit.app, visit.caller, problem_id))


@router.get(
    "/problems/{id}/export",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
    | failures(404),
)
async def export_problem(
    problem_id: ProblemId,
    visit: Visitor,
    format_name: Annotated[
        str,
        Query(alias="format", max_length=50, json_schema_extra={"enum": [*exporting.FORMATS]}),
    ] = "json",
) -> Response:
    """The whole problem as a file. For the owner and admins."""
    file = await exporting.export_problem(visit.app, visit.caller, problem_id, format_name)
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
