"""Asking for problems over the API: the wish checked, the problem made once."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field, StrictBool

from problemsmith.errors import ProblemsmithError
from problemsmith.generation.params import (
    PROMPT_MAX_CHARACTERS,
    BaseProblem,
    GenerationRequest,
)
from problemsmith.problem.problem import Difficulty
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service.access import Caller, readable_problem
from problemsmith.service.application import Application
from problemsmith.service.catalogue import check_model_known, slugs_of
from problemsmith.service.creation import Created, Once, create_problem
from problemsmith.service.instances import NotMade


class Wish(WireModel):
    """A problem that a client asks for."""

    model: str = Field(min_length=1, max_length=200, examples=["dummy"])
    return_dummy: StrictBool = False
    start_from: BaseProblem | None = None
    focus_area_ids: tuple[UUID, ...] = Field(default=(), max_length=10)
    prompt: str | None = Field(default=None, max_length=PROMPT_MAX_CHARACTERS)
    difficulty: Difficulty | None = None
    budget_usd: float | None = Field(default=None, gt=0, le=10_000)
    require_review: StrictBool = False


async def ask_for_problem(
    app: Application, caller: Caller, wish: Wish, *, start: bool, idempotency_key: str | None
) -> Created:
    """Make a problem, and start its job unless that is not wished.

    The same `idempotency_key` of the same caller makes one problem, however often it is sent.

    Raises:
        ValidationError: An unknown model or focus area.
        NotFoundError: The problem to start from is not there, or not for this caller.
        DuplicateError: The key came with another wish before, or its problem was deleted.
        RateLimitedError: Too many unfinished jobs.
    """
    await check_model_known(app, wish.model, return_dummy=wish.return_dummy)
    slugs = await slugs_of(app, wish.focus_area_ids)
    if wish.start_from:
        await readable_problem(app, caller, wish.start_from.problem_id)
    values = wish.model_dump(exclude={"focus_area_ids"})
    request = GenerationRequest.model_validate(values | {"focus_areas": slugs})
    once = None
    if idempotency_key:
        document: dict[str, Json] = {"start": start, "wish": wish.to_wire()}
        once = Once(caller.owner, idempotency_key, canonical_json(document).encode())
    return await create_problem(
        app,
        request,
        created_by=caller.user,
        start=start,
        once=once,
        jobs_in_flight=app.settings.jobs_in_flight,
    )


async def ask_for_problems(
    app: Application,
    caller: Caller,
    wishes: Sequence[Wish],
    *,
    idempotency_key: str | None,
) -> tuple[tuple[Created, ...], tuple[NotMade, ...]]:
    """Make many; each that can't be made is told, and hinders no other.

    Each has the key with its own index, so a batch that is sent again makes only what is missing.
    """
    created: list[Created] = []
    errors: list[NotMade] = []
    for index, wish in enumerate(wishes):
        key = f"{idempotency_key}#{index}" if idempotency_key else None
        try:
            created.append(
                await ask_for_problem(app, caller, wish, start=True, idempotency_key=key)
            )
        except ProblemsmithError as error:
            errors.append(NotMade(index, error.code, error.message))
    return tuple(created), tuple(errors)
