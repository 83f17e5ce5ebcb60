"""What people choose from: models and focus areas."""

from collections.abc import Collection
from uuid import UUID

from problemsmith.errors import ValidationError
from problemsmith.service.access import Caller, require_admin
from problemsmith.service.application import Application
from problemsmith.store.records import FocusArea, KnownModel


async def list_models(app: Application) -> tuple[KnownModel, ...]:
    """The models that the server knows, by name."""
    async with app.store.read() as view:
        return await view.models.list()


async def add_model(app: Application, caller: Caller, name: str) -> KnownModel:
    """Let people choose a model; raises ForbiddenError, and DuplicateError for a taken name."""
    require_admin(caller)
    async with app.store.transaction() as transaction:
        return await transaction.models.add(name)


async def list_focus_areas(app: Application) -> tuple[FocusArea, ...]:
    """The active focus areas, in the order in which they are shown."""
    async with app.store.read() as view:
        return await view.focus_areas.list()


async def slugs_of(app: Application, area_ids: Collection[UUID]) -> tuple[str, ...]:
    """The slugs of focus areas, each once; raises ValidationError for an unknown one."""
    by_id = {area.id: area.slug for area in await list_focus_areas(app)} if area_ids else {}
    unknown = [str(area) for area in area_ids if area not in by_id]
    if unknown:
        raise ValidationError(
            f"focusAreaIds: no focus area {', '.join(unknown)}: see /problems/focus-areas"
        )
    return tuple(dict.fromkeys(by_id[area] for area in area_ids))


async def check_model_known(app: Application, model: str, *, return_dummy: bool) -> None:
    """Raise ValidationError, naming the known ones, for a model that the server does not know."""
    if return_dummy:
        return
    known = [kept.name for kept in await list_models(app)]
    if model not in known and model != app.settings.default_model:
        raise ValidationError(
            f"model: {model!r} is not known here; known are {', '.join(known)}."
            " An admin adds one with POST /problems/models"
        )
