"""Making many problems and jobs for one wish, hundreds in a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from uuid_utils.compat import uuid7

from problemsmith.generation.params import GenerationParams, GenerationRequest
from problemsmith.problem.problem import Problem
from problemsmith.service.application import Application
from problemsmith.service.creation import (
    BatchPlace,
    about,
    check_material,
    new_job,
    to_params,
)
from problemsmith.service.spread import input_kind, spread
from problemsmith.store.many_jobs import NewWork
from problemsmith.workflows import InstanceAlreadyExistsError, NewInstance, WorkflowError

AT_ONCE = 250
"""Jobs that one transaction makes: whoever else writes waits for no more than these."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What tells one job of many from the others."""

    number: int
    """Chooses among the catalogue's problems, and what one of many is about."""
    place: BatchPlace | None = None


async def create_many(
    app: Application, request: GenerationRequest, slots: Sequence[Slot], *, topics: Sequence[str]
) -> list[str]:
    """Write problems with their jobs, and start the instances; the jobs' ids, in order.

    `request` is what `check_request` gave back; with `topics` (slugs), what it leaves open is
    spread over the jobs. At most `AT_ONCE` slots: all are filled, or none.

    Raises:
        DuplicateError: A place of the batch is taken.
        NotFoundError: The problem to start from is gone.
        WorkflowError: An instance could not be started; its job is there.
    """
    if not slots:
        return []
    params: list[GenerationParams] = []
    works: list[NewWork] = []
    for slot in slots:
        now = datetime.now(UTC)
        own = spread(request, slot.number, topics) if topics else request
        problem = Problem(
            id=uuid7(),
            model=own.model,
            focus_areas=own.focus_areas,
            created_at=now,
            updated_at=now,
        )
        kind = input_kind(slot.number) if topics else None
        wanted = to_params(own, problem.id, number=slot.number, input_kind=kind)
        params.append(wanted)
        works.append(NewWork(about(problem, wanted), new_job(wanted, slot.place, None)))
    async with app.store.transaction() as transaction:
        await check_material(transaction, works[0].problem, request, start=True)
        await transaction.many_jobs.create(works, request.to_wire())
    await _submit(app, params)
    return [one.job_id for one in params]


async def _submit(app: Application, params: Sequence[GenerationParams]) -> None:
    made = await app.workflow.create_batch([NewInstance(one, one.job_id) for one in params])
    # Taken: another process found the jobs left over in the very moment between.
    failed = [one for one in made.errors if one.code != InstanceAlreadyExistsError.code]
    waiting = {params[one.index].job_id for one in failed}
    async with app.store.transaction() as transaction:
        await transaction.many_jobs.mark_submitted(
            [one.job_id for one in params if one.job_id not in waiting]
        )
    if failed:
        raise WorkflowError(failed[0].message)
