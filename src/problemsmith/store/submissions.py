"""Submissions: what people wrote for a problem, and how it was judged."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.paging import Page, page_of, paged
from problemsmith.store.records import Submission
from problemsmith.store.tables import submissions


class SubmissionRepository:
    """The submissions, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        problem_id: UUID,
        *,
        language: str,
        code: str,
        verdict: Verdict,
        results: tuple[dict[str, Json], ...] = (),
        created_by: str | None = None,
    ) -> Submission:
        """Keep a judged submission; raises NotFoundError when the problem is gone."""
        submission = Submission(
            id=uuid7(),
            problem_id=problem_id,
            language=language,
            code=code,
            verdict=verdict,
            results=results,
            created_by=created_by,
            created_at=datetime.now(UTC),
        )
        with clear_conflicts(
            taken=f"submission {submission.id} exists", missing=f"no problem {problem_id}"
        ):
            await self._connection.execute(
                insert(submissions).values(
                    id=submission.id,
                    problem_id=problem_id,
                    language=language,
                    code=code,
                    verdict=verdict.value,
                    results=results,
                    created_by=created_by,
                    created_at=submission.created_at,
                )
            )
        return submission

    async def list(
        self,
        *,
        problem_id: UUID | None = None,
        created_by: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Submission]:
        """Submissions, newest first."""
        query = select(submissions)
        if problem_id is not None:
            query = query.where(submissions.c.problem_id == problem_id)
        if created_by is not None:
            query = query.where(submissions.c.created_by == created_by)
        query = paged(query, submissions, cursor=cursor, limit=limit, read_id=UUID)
        rows = (await self._connection.execute(query)).all()
        return page_of(rows, limit, _read_submission)


def _read_submission(row: Row[Any]) -> Submission:
    return Submission(
        id=row.id,
        problem_id=row.problem_id,
        language=row.language,
        code=row.code,
        verdict=Verdict(row.verdict),
        results=tuple(row.results),
        created_by=row.created_by,
        created_at=row.created_at,
    )
