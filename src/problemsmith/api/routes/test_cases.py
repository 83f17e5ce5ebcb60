"""The tests of a problem."""

from fastapi import APIRouter

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.api.parameters import ProblemId
from problemsmith.problem.wire import Json
from problemsmith.service import reading
from problemsmith.service.problem_views import TestCaseView

router = APIRouter(tags=["test cases"], responses=failures(404))


@router.get("/problems/{id}/test-cases")
async def get_test_cases(problem_id: ProblemId, visit: Visitor) -> Ok[tuple[TestCaseView, ...]]:
    """The test cases; others see the samples, without their programs."""
    return Ok(data=await reading.get_test_cases(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/test-cases/input-code")
async def get_input_code(problem_id: ProblemId, visit: Visitor) -> Ok[tuple[str, ...] | None]:
    """The programs that make the inputs; null before they are written. Owner and admins."""
    return Ok(data=await reading.get_input_code(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/test-cases/inputs")
async def get_inputs(problem_id: ProblemId, visit: Visitor) -> Ok[tuple[tuple[Json, ...], ...]]:
    """The inputs, each an array of arguments; others see those of the samples."""
    return Ok(data=await reading.get_inputs(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/test-cases/outputs")
async def get_outputs(problem_id: ProblemId, visit: Visitor) -> Ok[tuple[Json, ...]]:
    """The expected outputs. For the owner and admins."""
    return Ok(data=await reading.get_outputs(visit.app, visit.caller, problem_id))
