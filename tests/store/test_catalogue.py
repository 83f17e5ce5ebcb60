"""Focus areas, models, submissions and keys."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from problemsmith.errors import DuplicateError, NotFoundError, ValidationError
from problemsmith.problem.verdict import Verdict
from problemsmith.store import Database
from problemsmith.store.records import Role
from store.samples import a_problem

pytestmark = pytest.mark.anyio


async def test_the_usual_focus_areas_are_there(database: Database) -> None:
    async with database.read() as tx:
        areas = await tx.focus_areas.list()
    assert len(areas) >= 24
    assert {"arrays", "dynamic-programming", "union-find"} < {area.slug for area in areas}
    assert [area.display_order for area in areas] == list(range(1, len(areas) + 1))
    assert all(area.name and area.description for area in areas)


async def test_dummy_is_always_among_the_models(database: Database) -> None:
    async with database.transaction() as tx:
        added = await tx.models.add(" openai-chat:any ")
        assert {model.name for model in await tx.models.list()} == {"dummy", "openai-chat:any"}
    assert added.name == "openai-chat:any"


@pytest.mark.parametrize("name", ["dummy", " dummy "])
async def test_a_taken_model_name_is_refused(database: Database, name: str) -> None:
    with pytest.raises(DuplicateError, match="'dummy' is there already"):
        async with database.transaction() as tx:
            await tx.models.add(name)


async def test_a_model_needs_a_name_of_reasonable_length(database: Database) -> None:
    for name, reason in (("  ", "name is empty"), ("x" * 201, "at most 200")):
        with pytest.raises(ValidationError, match=reason):
            async with database.transaction() as tx:
                await tx.models.add(name)


async def test_submissions_come_back_newest_first(database: Database) -> None:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        made = [
            await tx.submissions.add(
                problem.id,
                language="python",
                code=f"x = {at}",
                verdict=Verdict.WRONG_ANSWER,
                results=({"verdict": "wrong_answer", "actual": 10**30},),
                created_by="ada" if at % 2 else "bob",
            )
            for at in range(4)
        ]
    async with database.read() as tx:
        assert (await tx.submissions.list(problem_id=problem.id)).items == tuple(made[::-1])
        assert (await tx.submissions.list(created_by="ada")).items == (made[3], made[1])
        assert (await tx.submissions.list(problem_id=uuid4())).items == ()


async def test_a_submission_needs_its_problem(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no problem"):
        async with database.transaction() as tx:
            await tx.submissions.add(uuid4(), language="python", code="", verdict=Verdict.ACCEPTED)


async def test_a_key_is_found_by_its_secret_until_it_is_revoked(database: Database) -> None:
    async with database.transaction() as tx:
        key, secret = await tx.keys.create("ada", Role.ADMIN)
        other, _ = await tx.keys.create("bob")
        assert await tx.keys.find(secret) == key
        await tx.keys.mark_used(key.id)
        used = await tx.keys.find(secret)
        revoked = await tx.keys.revoke(key.id)
        assert await tx.keys.revoke(key.id) == revoked
        assert await tx.keys.find(secret) is None
        assert await tx.keys.list() == (other, revoked)
    assert used is not None
    assert used.last_used_at is not None
    assert revoked.revoked_at is not None
    assert (key.user, key.role, other.role) == ("ada", Role.ADMIN, Role.USER)
    assert secret.startswith(key.hint)


async def test_no_secret_is_kept(database: Database) -> None:
    async with database.transaction() as tx:
        _, secret = await tx.keys.create("ada")
    async with database.engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM api_keys")).all()
    assert secret not in repr(rows)
    assert secret[9:] not in repr(rows)


@pytest.mark.parametrize("secret", ["", "ps_", "\x00", "\ud800", "x" * 10_000])
async def test_an_unknown_secret_finds_no_key(database: Database, secret: str) -> None:
    async with database.transaction() as tx:
        await tx.keys.create("ada")
        assert await tx.keys.find(secret) is None


async def test_keys_need_a_user_and_an_id_that_exists(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(ValidationError, match="user is empty"):
            await tx.keys.create("  ")
        with pytest.raises(NotFoundError, match="no key"):
            await tx.keys.revoke(uuid4())


async def test_a_repeated_request_gets_its_first_answer(database: Database) -> None:
    answer = {"problemId": "p", "jobId": "j"}
    async with database.transaction() as tx:
        assert await tx.idempotency.find("ada", "key-1", request=b"a") is None
        await tx.idempotency.keep("ada", "key-1", request=b"a", response=answer)
    async with database.transaction() as tx:
        assert await tx.idempotency.find("ada", "key-1", request=b"a") == answer
        assert await tx.idempotency.find("bob", "key-1", request=b"a") is None
        with pytest.raises(DuplicateError, match="came with another request before"):
            await tx.idempotency.find("ada", "key-1", request=b"b")


async def test_the_slower_of_two_equal_requests_is_undone(database: Database) -> None:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.idempotency.keep("ada", "key-1", request=b"a", response={})

    async def answer_late() -> None:
        async with database.transaction() as tx:
            await tx.problems.create(problem)
            await tx.idempotency.keep("ada", "key-1", request=b"a", response={})

    with pytest.raises(DuplicateError, match="ask again"):
        await answer_late()
    async with database.read() as tx:
        assert (await tx.problems.list()).items == ()


async def test_old_answers_are_swept_away(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.idempotency.keep("ada", "key-1", request=b"a", response={})
        now = datetime.now(UTC)
        assert await tx.idempotency.sweep(before=now - timedelta(days=1)) == 0
        assert await tx.idempotency.sweep(before=now + timedelta(days=1)) == 1
        assert await tx.idempotency.find("ada", "key-1", request=b"b") is None
