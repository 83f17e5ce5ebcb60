"""A ledger for tests that need no database."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid4

from problemsmith.llm import CallRecord, CallStatus
from problemsmith.llm.admission import CallEnd, CallPlan


class MemoryLedger:
    """A ledger in memory, as the store's is in a database; it bounds nothing."""

    def __init__(self) -> None:
        self.rows: list[CallRecord] = []

    async def find_answer(self, key: str) -> str | None:
        answered = [r for r in self.rows if r.key == key and r.status is CallStatus.ANSWERED]
        return answered[-1].response if answered else None

    async def admit(self, plan: CallPlan) -> UUID:
        return uuid4()

    async def renew(self, tickets: Collection[UUID]) -> None:
        pass

    async def record(self, record: CallRecord, end: CallEnd | None = None) -> float | None:
        self.rows.append(record)
        return None

    async def reject(
        self, job_id: str, step: str, run: int, keys: Collection[str] | None = None
    ) -> None:
        self.rows = [
            replace(r, status=CallStatus.REJECTED)
            if (r.job_id, r.step, r.run, r.status) == (job_id, step, run, CallStatus.ANSWERED)
            and (keys is None or r.key in keys)
            else r
            for r in self.rows
        ]

    @property
    def statuses(self) -> list[CallStatus]:
        return [row.status for row in self.rows]
