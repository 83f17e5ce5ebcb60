"""Ids by a part of them, and what jobs are about, on both databases."""

from uuid import UUID

import pytest

from problemsmith.problem.problem import ProblemStatus
from problemsmith.store import Database
from problemsmith.store.records import JobSubject, NewJob
from store.samples import a_problem

pytestmark = pytest.mark.anyio

FIRST = UUID("01a20759-2aea-7090-8573-9212aaaa1111")
SECOND = UUID("01a20759-2add-77a7-925c-b1542aaa1111")
JOB = "01a20759-2acf-7289-9a15-ca2c17506e3b"


async def test_an_id_is_found_by_how_it_begins_or_ends(database: Database) -> None:
    async with database.transaction() as tx:
        for problem_id in (FIRST, SECOND):
            await tx.problems.create(a_problem().model_copy(update={"id": problem_id}))
        for job in ("old_1", JOB):
            await tx.jobs.create(NewJob(id=job, problem_id=FIRST, params={}, model="dummy"))
    async with database.read() as tx:
        for part in ("01A20759-2aea", "12aaaa1111", "8573-9212aaaa1111", str(FIRST)):
            assert await tx.short_ids.problems(part) == (FIRST,)
        assert set(await tx.short_ids.problems("01a20759")) == {FIRST, SECOND}
        for part in ("01a20759-2acf", "17506e3b"):
            assert await tx.short_ids.jobs(part) == (JOB,)
        assert await tx.short_ids.jobs("d_1") == ()  # a client's choice, which is taken whole
        for part in ("ol_1", "%", "_1_", "17506e3_"):  # no patterns
            assert await tx.short_ids.jobs(part) == ()
            assert await tx.short_ids.problems(part) == ()


async def test_a_job_is_about_its_problem(database: Database) -> None:
    problem = a_problem()
    async with database.transaction() as tx:
        await tx.problems.create(problem)
        await tx.problems.save_verification(
            problem.id, {"verified": False, "reason": "two \u00e9rrors"}, ProblemStatus.REJECTED
        )
        subjects = await tx.jobs.subjects([problem.id])
        title = problem.text.title if problem.text else None
        assert subjects == {
            problem.id: JobSubject(
                title=title, status=ProblemStatus.REJECTED, reason="two \u00e9rrors"
            )
        }
        assert await tx.jobs.subjects([FIRST]) == {}
