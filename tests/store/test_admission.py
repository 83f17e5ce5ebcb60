"""Leave to call a model, on SQLite and PostgreSQL: what one worker takes, the next one sees."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

import pytest
from sqlalchemy import update

from problemsmith.errors import BudgetExceededError, ProviderBusyError, ValidationError
from problemsmith.store import Database
from problemsmith.store.provider_health import BREAK_AFTER
from problemsmith.store.tables import call_tickets, providers
from store.samples import a_job, a_problem
from store.test_model_calls import Call

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Plan:
    """A call in the shape that `problemsmith.llm` hands over."""

    provider: str = "openai-chat"
    job_id: str = "job-1"
    tokens: int = 100
    worst_usd: float | None = 0.5
    budget_usd: float | None = None
    concurrency: int = 2
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


@dataclass(frozen=True)
class End:
    ticket: UUID
    plan: Plan
    health: Literal["good", "limited", "failing", "unknown"] = "good"
    retry_after: float | None = None


PLAN = Plan()


async def call_once(database: Database, plan: Plan = PLAN, **end: object) -> float | None:
    """A call from its start to its end; how long its provider is left alone then."""
    ticket = await database.ledger.admit(plan)
    return await database.ledger.record(
        Call(job_id=plan.job_id, error="HTTP 503"), replace(End(ticket, plan), **end)
    )


async def let_time_pass(database: Database, by: timedelta) -> None:
    """As if all that is kept had happened so much earlier."""
    for table in (call_tickets, providers):
        moments = [column for column in table.c if column.name.endswith(("_at", "_until"))]
        async with database.engine.begin() as connection:
            for row in (await connection.execute(table.select())).all():
                values = {
                    column.name: moment - by
                    for column in moments
                    if (moment := row._mapping[column]) is not None
                }
                key = next(iter(table.primary_key.columns))
                await connection.execute(
                    update(table).where(key == row._mapping[key]).values(**values)
                )


async def test_no_more_calls_run_at_once_than_the_provider_gets(database: Database) -> None:
    first = await database.ledger.admit(PLAN)
    await database.ledger.admit(replace(PLAN, job_id="job-2"))
    with pytest.raises(ProviderBusyError, match="gets 2 calls at once, and has them"):
        await database.ledger.admit(PLAN)
    await database.ledger.admit(replace(PLAN, provider="anthropic"))
    await database.ledger.record(Call(), End(first, PLAN))
    await database.ledger.admit(PLAN)


async def test_the_place_of_a_worker_that_died_is_free_again_soon(database: Database) -> None:
    for _ in range(2):
        await database.ledger.admit(PLAN)
    await let_time_pass(database, timedelta(seconds=30))
    with pytest.raises(ProviderBusyError):
        await database.ledger.admit(PLAN)
    await let_time_pass(database, timedelta(seconds=15))
    await database.ledger.admit(PLAN)


async def test_a_call_that_takes_long_keeps_its_place_while_it_is_renewed(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=1)
    ticket = await database.ledger.admit(plan)
    for _ in range(3):
        await let_time_pass(database, timedelta(seconds=30))
        await database.ledger.renew([ticket])
    with pytest.raises(ProviderBusyError):
        await database.ledger.admit(plan)


async def test_calls_beyond_the_minute_wait_for_the_oldest_to_leave_it(database: Database) -> None:
    plan = replace(PLAN, concurrency=100, requests_per_minute=3)
    for _ in range(3):
        await call_once(database, plan)
    with pytest.raises(ProviderBusyError, match="gets 3 calls a minute") as caught:
        await database.ledger.admit(plan)
    assert 50 < caught.value.retry_after <= 60
    await let_time_pass(database, timedelta(seconds=61))
    await database.ledger.admit(plan)


async def test_tokens_beyond_the_minute_wait_and_are_counted_as_they_were(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=100, tokens=500, tokens_per_minute=1_000)
    await call_once(database, plan)  # 110 tokens in fact
    await database.ledger.admit(plan)
    with pytest.raises(ProviderBusyError, match="gets 1,000 tokens a minute"):
        await database.ledger.admit(plan)


async def test_a_call_larger_than_the_whole_minute_is_made_alone(database: Database) -> None:
    plan = replace(PLAN, tokens=5_000, tokens_per_minute=1_000)
    await database.ledger.admit(plan)
    with pytest.raises(ProviderBusyError):
        await database.ledger.admit(replace(plan, tokens=1))


async def test_a_provider_that_asks_for_fewer_calls_gets_half_as_many(database: Database) -> None:
    plan = replace(PLAN, concurrency=8)
    tickets = [await database.ledger.admit(plan) for _ in range(8)]
    for ticket in tickets:  # all were in flight together: one word, not eight
        await database.ledger.record(Call(error="too many"), End(ticket, plan, "limited", 3.0))
    with pytest.raises(ProviderBusyError, match=r"is left alone until .* too many") as caught:
        await database.ledger.admit(plan)
    assert 2 < caught.value.retry_after <= 3
    await let_time_pass(database, timedelta(seconds=4))
    for _ in range(4):
        await database.ledger.admit(plan)
    with pytest.raises(ProviderBusyError, match="gets 4 calls at once"):
        await database.ledger.admit(plan)


async def test_a_good_call_that_was_in_flight_does_not_end_the_pause_that_was_asked_for(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=8)
    limited, good, late = [await database.ledger.admit(plan) for _ in range(3)]
    await database.ledger.record(Call(error="too many"), End(limited, plan, "limited", 30.0))
    await database.ledger.record(Call(), End(good, plan))
    await database.ledger.record(Call(error="too many"), End(late, plan, "limited", 30.0))
    with pytest.raises(ProviderBusyError) as caught:
        await database.ledger.admit(plan)
    assert caught.value.retry_after > 29


async def test_a_provider_that_refuses_even_single_calls_is_left_alone_like_one_that_is_away(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=1)
    pauses: list[float | None] = []
    for _ in range(BREAK_AFTER + 3):
        pauses.append(await call_once(database, plan, health="limited"))
        await let_time_pass(database, timedelta(seconds=50))
    assert pauses[0] is None
    assert pauses[-1] is not None
    assert pauses[-1] > 5


async def test_the_next_worker_of_a_file_finds_every_place_free(database: Database) -> None:
    for _ in range(2):
        await database.ledger.admit(PLAN)
    async with database.transaction() as tx:
        await tx.admission.void_all()
    await database.ledger.admit(PLAN)


async def test_good_calls_bring_the_number_back(database: Database) -> None:
    plan = replace(PLAN, concurrency=4)
    await call_once(database, plan, health="limited")
    await let_time_pass(database, timedelta(seconds=2))
    for _ in range(16):
        await call_once(database, plan)
    for _ in range(4):
        await database.ledger.admit(plan)


async def test_a_provider_that_fails_again_and_again_is_left_alone_then_tried_by_one(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=100)
    pauses = [await call_once(database, plan, health="failing") for _ in range(BREAK_AFTER)]
    assert pauses[:-1] == [None] * (BREAK_AFTER - 1)
    assert pauses[-1] is not None
    assert 4 < pauses[-1] <= 5
    with pytest.raises(ProviderBusyError, match=r"is left alone until .*: HTTP 503"):
        await database.ledger.admit(plan)
    await let_time_pass(database, timedelta(seconds=6))
    probe = await database.ledger.admit(plan)
    with pytest.raises(ProviderBusyError, match="gets 1 call at once"):
        await database.ledger.admit(plan)
    again = await database.ledger.record(Call(error="still"), End(probe, plan, "failing"))
    assert again is not None
    assert 8 < again <= 10, "twice as long"
    await let_time_pass(database, timedelta(seconds=11))
    assert await call_once(database, plan) is None
    for _ in range(20):
        await database.ledger.admit(plan)


async def test_calls_that_were_in_flight_when_it_failed_do_not_lengthen_the_pause(
    database: Database,
) -> None:
    plan = replace(PLAN, concurrency=100)
    tickets = [await database.ledger.admit(plan) for _ in range(40)]
    pauses = [
        await database.ledger.record(Call(), End(ticket, plan, "failing")) for ticket in tickets
    ]
    assert pauses[-1] is not None
    assert pauses[-1] <= 5


async def test_old_failures_are_forgotten(database: Database) -> None:
    for _ in range(BREAK_AFTER - 1):
        await call_once(database, health="failing")
    await let_time_pass(database, timedelta(minutes=11))
    assert await call_once(database, health="failing") is None


async def test_a_job_is_refused_what_it_cannot_pay_and_waits_for_what_may_be_left(
    database: Database,
) -> None:
    plan = replace(PLAN, budget_usd=0.9)
    ticket = await database.ledger.admit(plan)
    with pytest.raises(ProviderBusyError, match=r"calls in flight may cost \$0\.5000"):
        await database.ledger.admit(plan)
    await database.ledger.record(Call(cost_usd=0.25), End(ticket, plan))
    ticket = await database.ledger.admit(plan)
    await database.ledger.record(Call(cost_usd=0.25), End(ticket, plan))
    with pytest.raises(BudgetExceededError, match=r"\$0\.5000 of the job's budget of \$0\.9000"):
        await database.ledger.admit(plan)


async def test_the_jobs_of_a_batch_share_its_budget(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.batches.ensure("night", size=3, params={}, budget_usd=1.2)
        for position in range(3):
            problem = a_problem()
            await tx.problems.create(problem)
            await tx.jobs.create(
                a_job(problem.id, id=f"job-{position}", batch="night", position=position)
            )
    for position in range(2):
        await call_once(database, replace(PLAN, job_id=f"job-{position}"))
    ticket = await database.ledger.admit(replace(PLAN, job_id="job-2"))
    with pytest.raises(ProviderBusyError, match="the batch night's budget"):
        await database.ledger.admit(replace(PLAN, job_id="job-1", concurrency=9))
    await database.ledger.record(Call(job_id="job-2", cost_usd=0.5), End(ticket, PLAN))
    with pytest.raises(BudgetExceededError, match=r"\$1\.0000 of the batch night's budget") as one:
        await database.ledger.admit(replace(PLAN, job_id="job-0"))
    assert "larger --budget-usd" in one.value.message
    async with database.transaction() as tx:
        batch = await tx.batches.ensure("night", size=3, params={}, budget_usd=2.0)
    assert (batch.budget_usd, batch.spent_usd) == (2.0, 1.0)
    await database.ledger.admit(replace(PLAN, job_id="job-0"))


async def test_a_budget_needs_a_price(database: Database) -> None:
    with pytest.raises(ValidationError, match="PROBLEMSMITH_MODEL_PRICES"):
        await database.ledger.admit(replace(PLAN, worst_usd=None, budget_usd=1.0))


async def test_what_is_kept_of_calls_is_the_last_minute(database: Database) -> None:
    for _ in range(5):
        await call_once(database)
    await let_time_pass(database, timedelta(seconds=61))
    await call_once(database)
    async with database.engine.connect() as connection:
        assert len((await connection.execute(call_tickets.select())).all()) == 1


async def test_two_processes_see_each_other(database: Database, database_url: str) -> None:
    async with await Database.open(database_url) as other:
        await database.ledger.admit(PLAN)
        await other.ledger.admit(PLAN)
        for one in (database, other):
            with pytest.raises(ProviderBusyError):
                await one.ledger.admit(PLAN)
