"""The ledger of model calls: answers are found again, rejected ones are not, sums are right."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

import pytest

from problemsmith.store import Database
from problemsmith.store.records import Usage
from store.samples import a_job, a_problem

pytestmark = pytest.mark.anyio


class CallStatus(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Call:
    """A call in the shape that `problemsmith.llm` hands over."""

    key: str = "k" * 64
    job_id: str = "job-1"
    step: str = "generateSolution"
    attempt: int = 1
    run: int = 0
    prompt: str = "reference_solution"
    model: str = "openai-chat:any"
    status: CallStatus = CallStatus.ANSWERED
    response: str | None = '{"code": "é"}'
    input_tokens: int | None = 100
    output_tokens: int | None = 10
    cost_usd: float | None = 0.25
    started_at: datetime = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
    duration_seconds: float = 1.5
    error: str | None = None


async def test_the_newest_answer_of_a_key_is_found(database: Database) -> None:
    assert await database.ledger.find_answer("k" * 64) is None
    for response in ("first", "second"):
        await database.ledger.record(Call(response=response))
    await database.ledger.record(Call(status=CallStatus.FAILED, response=None))
    await database.ledger.record(Call(status=CallStatus.REFUSED, response="no"))
    await database.ledger.record(Call(key="other", response="third"))
    assert await database.ledger.find_answer("k" * 64) == "second"


async def test_an_empty_answer_is_an_answer(database: Database) -> None:
    await database.ledger.record(Call(response=""))
    assert await database.ledger.find_answer("k" * 64) == ""


async def test_rejected_answers_are_not_found_again_and_still_count(database: Database) -> None:
    call = Call()
    for other in (call, replace(call, run=1, key="r"), replace(call, step="verify", key="s")):
        await database.ledger.record(other)
    await database.ledger.reject("job-1", "generateSolution", 0)
    assert await database.ledger.find_answer(call.key) is None
    assert await database.ledger.find_answer("r") is not None
    assert await database.ledger.find_answer("s") is not None
    async with database.read() as tx:
        assert await tx.model_calls.spent("job-1") == 0.75


async def test_only_the_named_answers_are_rejected(database: Database) -> None:
    await database.ledger.record(Call(key="a"))
    await database.ledger.record(Call(key="b"))
    await database.ledger.reject("job-1", "generateSolution", 0, keys=["a"])
    await database.ledger.reject("job-1", "generateSolution", 0, keys=[])
    assert await database.ledger.find_answer("a") is None
    assert await database.ledger.find_answer("b") is not None


async def test_a_job_without_calls_has_spent_nothing(database: Database) -> None:
    async with database.read() as tx:
        assert await tx.model_calls.spent("job-1") == 0.0
        assert await tx.model_calls.usage("job-1") == Usage()
        assert await tx.model_calls.usage_by_step("job-1") == {}


async def test_calls_are_listed_oldest_first_with_their_sums(database: Database) -> None:
    calls = [
        Call(),
        Call(step="verifyProblem", cost_usd=None),
        Call(status=CallStatus.FAILED, cost_usd=None, input_tokens=None, output_tokens=None),
        Call(job_id="job-2"),
    ]
    for call in calls:
        await database.ledger.record(call)
    async with database.read() as tx:
        listed = await tx.model_calls.of_job("job-1")
        assert [(call.step, call.status) for call in listed] == [
            ("generateSolution", "answered"),
            ("verifyProblem", "answered"),
            ("generateSolution", "failed"),
        ]
        assert listed[0].started_at == calls[0].started_at
        of_job = await tx.model_calls.usage("job-1")
        assert of_job == Usage(
            calls=3,
            input_tokens=200,
            output_tokens=20,
            cost_usd=0.25,
            unpriced_calls=1,
            seconds=4.5,
        )
        by_step = await tx.model_calls.usage_by_step("job-1")
        assert {step: usage.calls for step, usage in by_step.items()} == {
            "generateSolution": 2,
            "verifyProblem": 1,
        }
        assert (await tx.model_calls.usage()).calls == 4
        of_jobs = await tx.model_calls.usage_of_jobs(["job-1", "job-2", "job-3"])
        assert {job: usage.calls for job, usage in of_jobs.items()} == {"job-1": 3, "job-2": 1}


async def test_a_deleted_problem_leaves_what_was_paid_and_not_what_was_said(
    database: Database,
) -> None:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        job = await tx.jobs.create(a_job(problem.id))
        await tx.model_calls.add(Call(job_id=job.id), uuid4())
        await tx.problems.delete(problem.id)
    assert await database.ledger.find_answer("k" * 64) is None
    async with database.read() as tx:
        assert await tx.model_calls.spent(job.id) == 0.25
