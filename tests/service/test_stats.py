"""The yield ledger, over a real database with jobs in several states."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from problemsmith.problem.problem import ProblemStatus
from problemsmith.service.stats import read_stats
from problemsmith.store import Database
from problemsmith.store.records import JobFailure
from store.samples import a_complete_problem, a_job

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{tmp_path / 'stats.sqlite'}") as opened:
        yield opened


@dataclass(frozen=True)
class Call:
    """A paid call, in the shape that `problemsmith.llm` hands over."""

    job_id: str
    cost_usd: float | None = 0.5
    key: str = "k"
    step: str = "generateSolution"
    attempt: int = 1
    run: int = 0
    prompt: str = "solution"
    model: str = "openai-chat:any"
    status: str = "answered"
    response: str | None = "{}"
    input_tokens: int | None = 100
    output_tokens: int | None = 10
    started_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    duration_seconds: float = 1.0
    error: str | None = None


async def ended(database: Database, status: ProblemStatus, *failed_checks: str) -> str:
    """A job that completed, its problem in that status; gives its id."""
    report: dict[str, Any] = {
        "checks": [{"name": name, "outcome": "failed"} for name in failed_checks]
        + [{"name": "types", "outcome": "passed"}]
    }
    problem = a_complete_problem(status=status, verification=report)
    job = a_job(problem.id)
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        await tx.jobs.create(job)
        await tx.jobs.complete(job.id)
    return job.id


async def test_an_empty_database_has_a_ledger_of_zeros(database: Database) -> None:
    stats = await read_stats(database)
    assert (stats.jobs, stats.started, stats.verified, stats.cost_usd) == (0, 0, 0, 0.0)
    assert stats.model_calls_by_verified is None
    assert stats.cost_usd_by_verified is None


async def test_jobs_are_counted_by_what_became_of_them(database: Database) -> None:
    first = await ended(database, ProblemStatus.VERIFIED)
    await ended(database, ProblemStatus.VERIFIED)
    await ended(database, ProblemStatus.REJECTED, "determinism", "mutation")
    await ended(database, ProblemStatus.REJECTED, "determinism")
    failing, waiting = a_complete_problem(), a_complete_problem()
    failed_job, pending_job = a_job(failing.id), a_job(waiting.id)
    async with database.transaction() as tx:
        for problem in (failing, waiting):
            await tx.problems.create(problem)
        for job in (failed_job, pending_job):
            await tx.jobs.create(job)
        await tx.jobs.begin_step(failed_job.id, "generateSolution")
        await tx.jobs.fail(
            failed_job.id, JobFailure(step="generateSolution", message="no", code="X")
        )
    for job_id in (first, failed_job.id):
        await database.ledger.record(Call(job_id))
    stats = await read_stats(database)
    assert (stats.jobs, stats.started, stats.verified, stats.rejected, stats.failed) == (
        (6, 5, 2, 2, 1)
    )
    assert stats.rejected_by_check == {"determinism": 2, "mutation": 1}
    assert stats.failed_by_step == {"generateSolution": 1}
    assert (stats.model_calls, stats.cost_usd) == (2, 1.0)
    assert (stats.model_calls_by_verified, stats.cost_usd_by_verified) == (1.0, 0.5)


async def test_a_call_of_unknown_price_leaves_the_cost_unknown(database: Database) -> None:
    job_id = await ended(database, ProblemStatus.VERIFIED)
    await database.ledger.record(Call(job_id, cost_usd=None))
    stats = await read_stats(database)
    assert stats.unpriced_calls == 1
    assert stats.cost_usd is None
    assert stats.cost_usd_by_verified is None


def test_stats_prints_one_document(command_line: CommandLine) -> None:
    finished = command_line.run("stats", "--json")
    assert finished.exit_code == 0, finished.stderr
    assert finished.document["jobs"] == 0
    assert finished.document["costUsd"] == 0
    assert "verified" in command_line.run("stats").stdout
