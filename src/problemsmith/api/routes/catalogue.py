"""Models and focus areas."""

from fastapi import APIRouter
from pydantic import Field

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.api.parameters import ProblemId
from problemsmith.problem.wire import WireModel
from problemsmith.service import catalogue, reading
from problemsmith.store.records import FocusArea, KnownModel

router = APIRouter(tags=["models and focus areas"])


class NewModel(WireModel):
    """A model that people may choose from now on."""

    name: str = Field(min_length=1, max_length=200, examples=["openai-chat:NAME"])


class FocusAreas(WireModel):
    """What a problem is about."""

    focus_areas: tuple[FocusArea, ...]


@router.get("/problems/models")
async def list_models(visit: Visitor) -> Ok[tuple[KnownModel, ...]]:
    """The models that may be asked for."""
    return Ok(data=await catalogue.list_models(visit.app))


@router.post("/problems/models", responses=failures(409))
async def add_model(body: NewModel, visit: Visitor) -> Ok[KnownModel]:
    """Let people choose a model. For admins."""
    return Ok(data=await catalogue.add_model(visit.app, visit.caller, body.name))


@router.get("/problems/focus-areas")
async def list_focus_areas(visit: Visitor) -> Ok[tuple[FocusArea, ...]]:
    """The active focus areas."""
    return Ok(data=await catalogue.list_focus_areas(visit.app))


@router.get("/problems/{id}/focus-areas", responses=failures(404))
async def focus_areas_of(problem_id: ProblemId, visit: Visitor) -> Ok[FocusAreas]:
    """What the problem is about."""
    areas = await reading.get_focus_areas(visit.app, visit.caller, problem_id)
    return Ok(data=FocusAreas(focus_areas=areas))
