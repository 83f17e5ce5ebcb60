"""How far a problem is."""

from fastapi import APIRouter

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.api.parameters import ProblemId
from problemsmith.service import generation_status as service
from problemsmith.service.generation_status import GenerationStatus, WorkflowStatus

router = APIRouter(tags=["status"], responses=failures(404))


@router.get("/problems/{id}/generation-status")
async def generation_status(problem_id: ProblemId, visit: Visitor) -> Ok[GenerationStatus]:
    """How far the newest job is; a paused one counts as in progress, a terminated one as failed."""
    return Ok(data=await service.generation_status(visit.app, visit.caller, problem_id))


@router.get("/problems/{id}/workflow-status")
async def workflow_status(problem_id: ProblemId, visit: Visitor) -> Ok[WorkflowStatus]:
    """The newest job's workflow instance."""
    return Ok(data=await service.workflow_status(visit.app, visit.caller, problem_id))
