"""Every fault of a provider, at each call in turn: a job recovers, or fails with step and reason.

Each job runs one step only, on a problem that is what the steps before leave.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from authored import CALLS, MODEL, STEP_OF, Answers, authored, left_before
from problemsmith.generation.params import GenerationRequest
from problemsmith.problem.problem import Problem
from problemsmith.service.application import Application
from problemsmith.service.creation import start_job
from problemsmith.store.records import Job, JobStatus
from problemsmith.store.tables import providers
from scripted_model import RecordedRequest, Reply, ScriptedModel, replies

pytestmark = pytest.mark.anyio

HANG_SECONDS = 3.0
"""How long a call that hangs is waited for; far above what an answer takes on a busy machine."""

FAULTS = {
    "rate_limited": (replies.rate_limited("0.02"), "asks for fewer calls: HTTP 429"),
    "server_error": (replies.server_error("500"), "is in trouble: HTTP 500"),
    "hang": (replies.hang(), "did not answer in 3 s"),
    "cut": (replies.cut(), "hung up before it had answered"),
    "malformed_json": (replies.malformed_json(), "gave no usable answer to"),
    "malformed_body": (replies.malformed_body(), "sent something that is not a model's answer"),
    "wrong_schema": (replies.wrong_schema(), "gave no usable answer to"),
    "cut_off": (replies.cut_off(), "was cut off after 32,768 tokens"),
    "refusal": (replies.refusal(), "will not write this"),
    "empty": (replies.empty(), "gave no usable answer to"),
}

MOST_CALLS = 6
"""Two attempts, each with the first answer and two repairs."""


AT_ONCE = 4
"""Cells of two prompts. Together they fail too seldom for the provider to be taken for away, when
jobs would wait for it."""


@dataclass(frozen=True)
class Cell:
    """A job whose call of `prompt` meets the fault, once or always; its id says so."""

    prompt: str
    always: bool

    @property
    def job_id(self) -> str:
        return f"{self.prompt}-{'always' if self.always else 'once'}"


CELLS = [Cell(prompt, always) for prompt in CALLS for always in (False, True)]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_job_recovers_from_one_fault_and_ends_clearly_under_many(
    fault: str, scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    reply, reason = FAULTS[fault]
    asked: Counter[tuple[str, str]] = Counter()

    def respond(request: RecordedRequest) -> Reply | Any:
        cell = next(cell for cell in CELLS if cell.job_id == request.job)
        asked[cell.job_id, request.prompt] += 1
        if request.prompt == cell.prompt and (cell.always or asked[cell.job_id, cell.prompt] == 1):
            return reply
        return answers[request.prompt]

    scripted_model.respond(respond)
    async with working_application(
        model_timeout_seconds=HANG_SECONDS if fault == "hang" else 120,
        provider_concurrency=len(CELLS),
    ) as app:
        ends: dict[Cell, tuple[Problem, Job, Problem]] = {}
        for start in range(0, len(CELLS), AT_ONCE):
            cells = CELLS[start : start + AT_ONCE]
            ended = await asyncio.gather(*(_run(app, cell) for cell in cells))
            ends |= zip(cells, ended, strict=True)
            async with app.store.engine.begin() as connection:  # as if ten minutes had gone by
                await connection.execute(providers.delete())

    for cell, (before, job, after) in ends.items():
        step = STEP_OF[cell.prompt]
        if cell.always:
            assert job.status is JobStatus.FAILED, cell
            assert job.failure, cell
            assert (job.failure.step, job.completed_steps) == (step, ()), cell
            assert reason in job.failure.message, cell
            assert asked[cell.job_id, cell.prompt] <= MOST_CALLS, cell
            assert _parts(after) == _parts(before), cell
        else:
            assert job.status is JobStatus.COMPLETED, (cell, job.failure)
            assert job.completed_steps == (step,), cell
            assert asked[cell.job_id, cell.prompt] == 2, cell
            assert _parts(after) != _parts(before), cell
    # A good answer of the same step is paid for once, whatever its neighbour meets.
    assert {asked[cell.job_id, "solution"] for cell in CELLS if cell.prompt == "tester"} == {1}


async def _run(app: Application, cell: Cell) -> tuple[Problem, Job, Problem]:
    step = STEP_OF[cell.prompt]
    before = left_before(step)
    async with app.store.transaction() as transaction:
        await transaction.problems.create(before)
    request = GenerationRequest(model=MODEL, starting_step=step, stop_after_step=step)
    await start_job(app, before.id, request, job_id=cell.job_id)
    await (await app.workflow.get(cell.job_id)).wait(timeout=120)
    async with app.store.read() as view:
        return before, await view.jobs.get(cell.job_id), await view.problems.get(before.id)


def _parts(problem: Problem) -> Any:
    """What steps write."""
    return (
        problem.text,
        [case.model_dump(exclude={"id"}) for case in problem.test_cases],
        problem.input_programs,
        problem.solutions,
    )


@pytest.fixture(scope="module")
def answers() -> Answers:
    return authored()
