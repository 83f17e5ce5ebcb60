"""Problems: made, read, listed, and filled in part by part as the steps go."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.errors import NotFoundError, ValidationError
from problemsmith.problem.problem import (
    Difficulty,
    InputPrograms,
    Limits,
    Problem,
    ProblemStatus,
    ProblemText,
    Solutions,
    TestCase,
)
from problemsmith.problem.wire import Json
from problemsmith.store.columns import searchable
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.paging import Page, page_of, paged
from problemsmith.store.problem_rows import (
    problem_values,
    read_problem,
    read_summary,
    test_case_values,
    text_values,
    wire,
)
from problemsmith.store.records import ProblemFingerprint, ProblemSummary
from problemsmith.store.tables import (
    focus_areas,
    jobs,
    model_calls,
    problem_focus_areas,
    problems,
    test_cases,
)


class ProblemRepository:
    """The problems, within one transaction.

    Every `save_...` writes the same state when it is run again, sets the problem back to `draft`,
    and takes away what was made from the part that it replaces: text -> everything; test cases ->
    input code, inputs, outputs; input code -> inputs, outputs; inputs -> outputs; solutions ->
    outputs. So a restart from any step leaves nothing stale, and a step done anew by itself leaves
    what does not depend on it. Each raises NotFoundError when the problem is gone.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, problem: Problem, *, fingerprint: bytes | None = None) -> None:
        """Keep a new problem with all the parts that it has.

        Raises DuplicateError for a taken id, ValidationError for an unknown focus area.
        """
        with clear_conflicts(taken=f"a problem with the id {problem.id} exists: use another id"):
            await self._connection.execute(
                insert(problems).values(**problem_values(problem, fingerprint))
            )
        await self._insert_test_cases(problem.id, problem.test_cases, {})
        if problem.focus_areas:
            ids = await self._focus_area_ids(problem.focus_areas)
            await self._connection.execute(
                insert(problem_focus_areas),
                [{"problem_id": problem.id, "focus_area_id": area} for area in ids],
            )

    async def exists(self, problem_id: UUID) -> bool:
        """Whether the problem is there."""
        found = await self._connection.execute(
            select(problems.c.id).where(problems.c.id == problem_id)
        )
        return found.first() is not None

    async def get(self, problem_id: UUID, *, with_test_cases: bool = True) -> Problem:
        """The whole problem, on demand without its test cases; raises NotFoundError."""
        found = await self._connection.execute(select(problems).where(problems.c.id == problem_id))
        row = found.first()
        if row is None:
            raise _gone(problem_id)
        cases: Sequence[Row[Any]] = ()
        if with_test_cases:
            ours = test_cases.c.problem_id == problem_id
            found = await self._connection.execute(
                select(test_cases).where(ours).order_by(test_cases.c.position)
            )
            cases = found.all()
        slugs = await self._slugs_of([problem_id])
        return read_problem(row, cases, slugs[problem_id])

    async def test_case_times(self, problem_id: UUID) -> dict[UUID, tuple[datetime, datetime]]:
        """When each test case of the problem was made and last changed, by its id."""
        rows = await self._connection.execute(
            select(test_cases.c.id, test_cases.c.created_at, test_cases.c.updated_at).where(
                test_cases.c.problem_id == problem_id
            )
        )
        return {row.id: (row.created_at, row.updated_at) for row in rows}

    async def list(
        self,
        *,
        status: ProblemStatus | None = None,
        difficulty: Difficulty | None = None,
        focus_area: str | None = None,
        text: str | None = None,
        created_by: str | None = None,
        readable_by: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ProblemSummary]:
        """Problems, newest first. `text` is looked for in titles and statements, in any case.

        `readable_by` leaves out what others than this user have not proved yet.
        """
        query = select(problems)
        if status is not None:
            query = query.where(problems.c.status == status.value)
        if difficulty is not None:
            query = query.where(problems.c.difficulty == difficulty.value)
        if created_by is not None:
            query = query.where(problems.c.created_by == created_by)
        if readable_by is not None:
            query = query.where(
                (problems.c.created_by == readable_by)
                | (problems.c.status == ProblemStatus.VERIFIED.value)
            )
        if text:
            query = query.where(problems.c.search_text.contains(searchable(text), autoescape=True))
        if focus_area is not None:
            [area] = await self._focus_area_ids([focus_area])
            query = query.where(
                problems.c.id.in_(
                    select(problem_focus_areas.c.problem_id).where(
                        problem_focus_areas.c.focus_area_id == area
                    )
                )
            )
        query = paged(query, problems, cursor=cursor, limit=limit, read_id=UUID)
        rows = (await self._connection.execute(query)).all()
        slugs = await self._slugs_of([row.id for row in rows])
        return page_of(rows, limit, lambda row: read_summary(row, slugs[row.id]))

    async def save_text(
        self, problem_id: UUID, text: ProblemText, *, fingerprint: bytes | None = None
    ) -> None:
        """Keep the text; everything that was made from an earlier one goes."""
        await self._update(
            problem_id,
            **text_values(text, fingerprint),
            input_programs=None,
            solutions=None,
            limits=Limits().to_wire(),
            verification=None,
        )
        await self._replace_test_cases(problem_id, ())

    async def save_test_cases(self, problem_id: UUID, cases: Sequence[TestCase]) -> None:
        """Keep these descriptions as the problem's tests; their other parts are left out."""
        await self._update(problem_id, input_programs=None, verification=None)
        await self._replace_test_cases(
            problem_id, [_without_input(case, input_code=None) for case in cases]
        )

    async def save_input_code(
        self, problem_id: UUID, cases: Sequence[TestCase], programs: InputPrograms
    ) -> None:
        """Keep these tests with their input code, and the programs beside them."""
        await self._update(problem_id, input_programs=wire(programs), verification=None)
        await self._replace_test_cases(
            problem_id, [_without_input(case, input_code=case.input_code) for case in cases]
        )

    async def save_inputs(
        self,
        problem_id: UUID,
        cases: Sequence[TestCase],
        *,
        programs: InputPrograms | None = None,
    ) -> None:
        """Keep these tests with their inputs; `programs` where they had to be repaired.

        Tests that are not among `cases` go: their inputs were duplicates.
        """
        repaired: dict[str, Any] = {}
        if programs is not None:
            repaired["input_programs"] = wire(programs)
        await self._update(problem_id, verification=None, **repaired)
        await self._replace_test_cases(problem_id, [_without_expected(case) for case in cases])

    async def save_solutions(self, problem_id: UUID, solutions: Solutions) -> None:
        """Keep the programs; expected outputs of earlier ones go."""
        await self._update(problem_id, solutions=wire(solutions), verification=None)
        await self._connection.execute(
            update(test_cases)
            .where(test_cases.c.problem_id == problem_id)
            .values(expected=None, has_expected=False, updated_at=datetime.now(UTC))
        )

    async def save_outputs(
        self,
        problem_id: UUID,
        cases: Sequence[TestCase],
        *,
        solutions: Solutions | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Keep these tests with their expected outputs; `solutions` where one was repaired."""
        changed: dict[str, Any] = {}
        if solutions is not None:
            changed["solutions"] = wire(solutions)
        if limits is not None:
            changed["limits"] = wire(limits)
        await self._update(problem_id, verification=None, **changed)
        await self._replace_test_cases(problem_id, cases)

    async def save_verification(
        self,
        problem_id: UUID,
        report: dict[str, Json],
        status: ProblemStatus,
        *,
        text: ProblemText | None = None,
        fingerprint: bytes | None = None,
        cases: Sequence[TestCase] | None = None,
        programs: InputPrograms | None = None,
        solutions: Solutions | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Keep the verification report with every part that verification has mended.

        Parts left None stay as they are; a mended text leaves the other parts in place, since it
        was verified together with them. Without a new `fingerprint` the old one stays.
        """
        changed: dict[str, Any] = {}
        if text is not None:
            changed |= text_values(text, fingerprint)
            if fingerprint is None:
                del changed["fingerprint"]
        for column, part in (
            ("input_programs", programs),
            ("solutions", solutions),
            ("limits", limits),
        ):
            if part is not None:
                changed[column] = wire(part)
        await self._update(problem_id, status=status, verification=report, **changed)
        if cases is not None:
            await self._replace_test_cases(problem_id, cases)

    async def publish(self, problem_id: UUID) -> ProblemStatus:
        """Let a draft that was proved be verified; the status that it has now.

        Again, or of a problem that was not proved, it changes nothing. Raises NotFoundError.
        """
        problem = await self.get(problem_id, with_test_cases=False)
        proved = problem.verification is not None and problem.verification.get("verified") is True
        if problem.status is not ProblemStatus.DRAFT or not proved:
            return problem.status
        await self._update(problem_id, status=ProblemStatus.VERIFIED)
        return ProblemStatus.VERIFIED

    async def delete(self, problem_id: UUID) -> None:
        """Take the problem away with its tests, jobs and submissions; raises NotFoundError.

        Of its model calls only the sums stay: what was paid, but not what was answered.
        """
        await self._connection.execute(
            update(model_calls)
            .where(
                model_calls.c.job_id.in_(select(jobs.c.id).where(jobs.c.problem_id == problem_id))
            )
            .values(response=None)
        )
        gone = await self._connection.execute(delete(problems).where(problems.c.id == problem_id))
        if gone.rowcount == 0:
            raise _gone(problem_id)

    async def fingerprints(
        self, *, excluding: UUID | None = None
    ) -> tuple[ProblemFingerprint, ...]:
        """The fingerprint of every other problem that has one, for near-duplicate checks."""
        query = select(problems.c.id, problems.c.fingerprint).where(
            problems.c.fingerprint.is_not(None)
        )
        if excluding is not None:
            query = query.where(problems.c.id != excluding)
        rows = await self._connection.execute(query)
        return tuple(ProblemFingerprint(*row) for row in rows)

    async def _update(
        self, problem_id: UUID, *, status: ProblemStatus = ProblemStatus.DRAFT, **values: Any
    ) -> None:
        changed = await self._connection.execute(
            update(problems)
            .where(problems.c.id == problem_id)
            .values(status=status.value, updated_at=datetime.now(UTC), **values)
        )
        if changed.rowcount == 0:
            raise _gone(problem_id)

    async def _replace_test_cases(self, problem_id: UUID, cases: Sequence[TestCase]) -> None:
        theirs = test_cases.c.problem_id == problem_id
        rows = await self._connection.execute(
            select(test_cases.c.id, test_cases.c.created_at).where(theirs)
        )
        created = {row.id: row.created_at for row in rows}
        await self._connection.execute(delete(test_cases).where(theirs))
        await self._insert_test_cases(problem_id, cases, created)

    async def _insert_test_cases(
        self, problem_id: UUID, cases: Sequence[TestCase], created: dict[UUID, datetime]
    ) -> None:
        if not cases:
            return
        now = datetime.now(UTC)
        values = [
            test_case_values(case, problem_id, created.get(case.id, now), now) for case in cases
        ]
        with clear_conflicts(
            taken=f"two test cases of problem {problem_id} share an id or a position, "
            "or one belongs to another problem: number them from 0, each with its own id"
        ):
            await self._connection.execute(insert(test_cases), values)

    async def _slugs_of(self, problem_ids: Collection[UUID]) -> dict[UUID, Sequence[str]]:
        rows = await self._connection.execute(
            select(problem_focus_areas.c.problem_id, focus_areas.c.slug)
            .join(focus_areas)
            .where(problem_focus_areas.c.problem_id.in_(problem_ids))
            .order_by(focus_areas.c.display_order)
        )
        slugs: dict[UUID, Sequence[str]] = dict.fromkeys(problem_ids, ())
        for row in rows:
            slugs[row.problem_id] = (*slugs[row.problem_id], row.slug)
        return slugs

    async def _focus_area_ids(self, slugs: Sequence[str]) -> Sequence[UUID]:
        rows = await self._connection.execute(
            select(focus_areas.c.id, focus_areas.c.slug).order_by(focus_areas.c.display_order)
        )
        known: dict[str, UUID] = {row.slug: row.id for row in rows}
        unknown = [slug for slug in slugs if slug not in known]
        if unknown:
            raise ValidationError(
                f"no focus area {', '.join(map(repr, unknown))}: choose from {', '.join(known)}"
            )
        return [known[slug] for slug in dict.fromkeys(slugs)]


def _gone(problem_id: UUID) -> NotFoundError:
    return NotFoundError(f"no problem {problem_id}: see the list of problems")


def _without_input(case: TestCase, *, input_code: str | None) -> TestCase:
    return _without_expected(case.model_copy(update={"input_code": input_code, "input": None}))


def _without_expected(case: TestCase) -> TestCase:
    return case.model_copy(update={"expected": None, "has_expected": False})
