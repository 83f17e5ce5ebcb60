"""Problems and jobs put into a command line's database, without making them."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

from command_line import CommandLine
from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.generation.verification.report import (
    VerificationReport,
    content_hash,
    part_hashes,
)
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.store import Database
from problemsmith.store.records import JobFailure, NewJob


def a_proved_problem(problem_id: UUID | None = None, *, catalogue: int = 0) -> Problem:
    """A problem of the catalogue without tests, and a report that covers it."""
    authored = load_catalogue()[catalogue]
    now = datetime.now(UTC)
    problem = Problem(
        id=problem_id or uuid4(),
        status=ProblemStatus.VERIFIED,
        model="dummy",
        text=authored.text,
        input_programs=authored.input_programs,
        solutions=authored.solutions,
        created_at=now,
        updated_at=now,
    )
    hashes = part_hashes(problem)
    report = VerificationReport(
        verified=True,
        reason="every check passed",
        checks=(),
        content_hashes=hashes,
        content_hash=content_hash(hashes),
    )
    return problem.model_copy(update={"verification": report.to_wire()})


def keep(command_line: CommandLine, *problems: Problem, jobs: tuple[NewJob, ...] = ()) -> None:
    """Keep them; each job is one that failed."""

    async def work() -> None:
        async with (
            await Database.open(f"sqlite:///{command_line.database}") as store,
            store.transaction() as transaction,
        ):
            for problem in problems:
                await transaction.problems.create(problem)
            for job in jobs:
                await transaction.jobs.create(job)
                failure = JobFailure(step="generateSolution", code="X", message="the oven is cold")
                await transaction.jobs.fail(job.id, failure)

    asyncio.run(work())
