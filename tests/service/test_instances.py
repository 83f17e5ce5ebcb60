"""What a client may not get by making instances and problems, or by steering and deleting them."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from problemsmith.errors import (
    DuplicateError,
    IdempotentError,
    NotFoundError,
    RateLimitedError,
    ValidationError,
)
from problemsmith.generation.params import BaseProblem, GenerationRequest
from problemsmith.problem.wire import Json
from problemsmith.service.access import Caller
from problemsmith.service.application import Application, open_application
from problemsmith.service.asking import Wish, ask_for_problem
from problemsmith.service.creation import create_problem, new_job, submit_left_over, to_params
from problemsmith.service.instances import (
    NewInstance,
    create_instance,
    create_instances,
    send_event,
    steer,
)
from problemsmith.service.reading import delete, list_problems
from problemsmith.settings import Settings
from problemsmith.store.records import Role
from problemsmith.workflows import InstanceStateError

pytestmark = pytest.mark.anyio

DUMMY = GenerationRequest(model="dummy")
ALICE = Caller("alice", Role.USER)
BOB = Caller("bob", Role.USER)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Application]:
    """A client: jobs are started, and nobody works on them. One unfinished job for each user."""
    settings = Settings.load(data_dir=tmp_path, jobs_in_flight=1, budget_usd=2.5)
    async with open_application(settings) as app:
        yield app


async def test_an_instance_does_not_start_from_a_draft_of_somebody_else(app: Application) -> None:
    draft = (await create_problem(app, DUMMY, created_by="alice", start=False)).problem_id
    base = BaseProblem(problem_id=draft, direction="harder")
    stolen = NewInstance(request=DUMMY.model_copy(update={"start_from": base}))
    with pytest.raises(NotFoundError):
        await create_instance(app, BOB, stolen)
    own = (await create_problem(app, DUMMY, created_by="bob", start=False)).problem_id
    with pytest.raises(NotFoundError):
        await create_instance(app, BOB, stolen.model_copy(update={"problem_id": own}))
    made, [refused] = await create_instances(app, BOB, [stolen])
    assert (made, refused.code) == ((), "NOT_FOUND")


async def test_an_instance_has_the_budget_of_the_settings(app: Application) -> None:
    made = await create_instance(app, ALICE, NewInstance(id="one", request=DUMMY))
    async with app.store.read() as view:
        job = await view.jobs.get(made.job_id or "")
    assert job.params["budgetUsd"] == 2.5


async def test_a_restart_counts_among_the_unfinished_jobs(app: Application) -> None:
    await create_instance(app, ALICE, NewInstance(id="one", request=DUMMY))
    await steer(app, ALICE, "one", "restart", None)  # it is counted already
    await steer(app, ALICE, "one", "terminate", None)
    await create_instance(app, ALICE, NewInstance(id="two", request=DUMMY))
    with pytest.raises(RateLimitedError, match="1 unfinished"):
        await steer(app, ALICE, "one", "restart", None)
    await steer(app, ALICE, "two", "terminate", None)
    await steer(app, ALICE, "one", "restart", None)


async def test_an_approval_is_for_a_review_that_is_held(app: Application) -> None:
    await create_instance(app, ALICE, NewInstance(id="one", request=DUMMY))
    again: dict[str, Json] = {"approved": False, "step": "generateSolution", "remarks": "shorter"}
    approved: dict[str, Json] = {"approved": True}
    for payload in (approved, again):
        with pytest.raises(InstanceStateError) as refused:
            await send_event(app, ALICE, "one", "approval", payload)
        assert refused.value.code == "instance.cannot_approve"
    for field in ("step", "remarks"):
        with pytest.raises(ValidationError, match=f"{field}: it is for a problem that is sent"):
            await send_event(app, ALICE, "one", "approval", again | approved)
        del again[field]
    await send_event(app, ALICE, "one", "news", {"kept": True})


async def test_a_key_whose_problem_was_deleted_says_so(app: Application) -> None:
    async def ask() -> UUID:
        wish = Wish(model="dummy")
        made = await ask_for_problem(app, ALICE, wish, start=False, idempotency_key="one")
        return made.problem_id

    made = await ask()
    assert await ask() == made
    await delete(app, ALICE, made)
    with pytest.raises(DuplicateError, match=f"made problem {made}, which was deleted since: use"):
        await ask()


async def test_a_problem_whose_job_is_written_and_not_started_is_not_deleted(
    app: Application,
) -> None:
    made = (await create_problem(app, DUMMY, created_by="alice", start=False)).problem_id
    async with app.store.transaction() as transaction:
        params = to_params(DUMMY, made, job_id="one")
        await transaction.jobs.create(new_job(params, None, "alice"))
    with pytest.raises(IdempotentError, match="job one is at this problem"):
        await delete(app, ALICE, made)
    await submit_left_over(app)
    with pytest.raises(IdempotentError, match="job one is at this problem"):
        await delete(app, ALICE, made)
    await steer(app, ALICE, "one", "terminate", None)
    await delete(app, ALICE, made)
    with pytest.raises(NotFoundError):
        await steer(app, ALICE, "one", "restart", None)


async def test_no_problem_is_found_by_a_character_that_none_holds(app: Application) -> None:
    filters = {"status": None, "difficulty": None, "focus_area": None, "cursor": None}
    with pytest.raises(ValidationError, match="text: it holds a NUL"):
        await list_problems(app, ALICE, text="\x00", limit=5, **filters)
