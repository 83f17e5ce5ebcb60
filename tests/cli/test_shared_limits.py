"""What several workers on one PostgreSQL share: a batch's budget, a provider's places."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from authored import authored
from command_line import CommandLine
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.steps import GenerationStep
from problemsmith.service.application import open_application
from problemsmith.service.command import start_command
from problemsmith.settings import Settings
from problemsmith.store.records import Batch, Job, JobStatus
from scripted_model import RecordedRequest, Reply, ScriptedModel, replies

pytestmark = pytest.mark.anyio

JOBS = 12
TOKENS = 2_000  # of an answer; it could have had more
PRICE = 4.0  # USD per million tokens written
ONE_CALL = TOKENS * PRICE / 1_000_000
TEXT = authored()["problem_text"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def person(
    command_line: CommandLine, postgresql_url: Callable[..., str], scripted_model: ScriptedModel
) -> CommandLine:
    """Somebody with a PostgreSQL and a provider whose model has a price."""
    person = command_line.with_env(
        PROBLEMSMITH_DATABASE_URL=postgresql_url(),
        OPENAI_BASE_URL=scripted_model.url,
        PROBLEMSMITH_MODEL_PRICES=f'{{"openai-chat:any": {{"input": 0, "output": {PRICE}}}}}',
    )
    assert person.run("db", "upgrade").exit_code == 0
    scripted_model.respond(a_text_of_its_own)
    return person


def a_text_of_its_own(request: RecordedRequest) -> Reply:
    """A statement unlike every other: the job's id goes into many of its words."""
    words = " ".join(f"{request.job}x{number}" for number in range(200))
    title = f"Sticky {request.job}"
    return Reply(
        json.dumps(TEXT | {"title": title, "statement": f"{TEXT['statement']} {words}"}),
        input_tokens=10,
        output_tokens=TOKENS,
    )


async def make_texts(
    person: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    *,
    workers: int,
    budget_usd: float | None = None,
) -> tuple[list[Job], Batch]:
    """Start a batch whose jobs make one call each, and let workers do it to its end."""
    for name, value in person.environment({}).items():
        monkeypatch.setenv(name, value)
    request = GenerationRequest(
        model="openai-chat:any", stop_after_step=GenerationStep.GENERATE_PROBLEM_TEXT
    )
    async with open_application(Settings.load()) as app:
        await start_command(app, request, count=JOBS, batch="night", budget_usd=budget_usd)
        with ExitStack() as running:
            for _ in range(workers):
                running.enter_context(person.start("worker"))
            give_up = time.monotonic() + 120
            while True:
                async with app.store.read() as view:
                    jobs = await view.jobs.of_batch("night")
                    batch = await view.batches.get("night")
                if all(job.status in {JobStatus.COMPLETED, JobStatus.FAILED} for job in jobs):
                    return list(jobs), batch
                assert time.monotonic() < give_up, [job.status for job in jobs]


async def test_a_batch_stops_before_it_passes_its_budget_however_many_workers_it_has(
    person: CommandLine, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = 5.5 * ONE_CALL
    jobs, batch = await make_texts(person, monkeypatch, workers=4, budget_usd=budget)
    made = scripted_model.count()
    assert batch.spent_usd == pytest.approx(made * ONE_CALL)
    assert made > 1
    assert batch.spent_usd <= budget
    done = [job for job in jobs if job.status is JobStatus.COMPLETED]
    assert len(done) == made
    for job in jobs:
        if job.status is JobStatus.FAILED:
            assert job.failure is not None
            assert job.failure.code == "BUDGET_EXCEEDED"
            assert "of the batch night's budget" in job.failure.message

    again, batch = await make_texts(person, monkeypatch, workers=2, budget_usd=20 * ONE_CALL)
    assert {job.status for job in again} == {JobStatus.COMPLETED}
    assert scripted_model.count() == JOBS, "what was paid for is not asked for again"


async def test_workers_together_keep_to_the_places_of_a_provider(
    person: CommandLine, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_model.delay = 0.2
    limited = person.with_env(PROBLEMSMITH_PROVIDER_LIMITS='{"openai-chat": {"concurrency": 3}}')
    jobs, _ = await make_texts(limited, monkeypatch, workers=3)
    assert {job.status for job in jobs} == {JobStatus.COMPLETED}
    assert scripted_model.most_at_once <= 3


async def test_jobs_wait_for_a_provider_that_is_away_instead_of_failing(
    person: CommandLine, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one repeat a job would fail at its second call; there are nine bad ones, a probe too."""
    scripted_model.fault("problem_text", replies.server_error("503"), times=9)
    patient = person.with_env(PROBLEMSMITH_STEP_RETRIES="1")
    jobs, _ = await make_texts(patient, monkeypatch, workers=2)
    assert {job.status for job in jobs} == {JobStatus.COMPLETED}, [job.failure for job in jobs]
    assert scripted_model.count() == JOBS + 9
