"""The yield ledger: what became of the jobs, and what a verified problem cost."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from problemsmith.generation.verification.report import Outcome
from problemsmith.problem.problem import ProblemStatus
from problemsmith.problem.wire import WireModel
from problemsmith.service.working import WorkingProcess, working_processes
from problemsmith.store.database import Database
from problemsmith.store.records import JobStatus


class Stats(WireModel):
    """Sums over all jobs.

    `started` are the jobs that are no longer pending. `verified` and `rejected` count problems that
    a job worked on; `rejected_by_check` counts each check that a rejected problem failed, so that a
    problem may count in several. Costs are USD over all jobs, None while a call's price is unknown;
    by verified problem they are also None while there is none. `workers` are those that live now.
    """

    jobs: int
    started: int
    by_status: dict[str, int]
    verified: int
    rejected: int
    rejected_by_check: dict[str, int]
    failed: int
    failed_by_step: dict[str, int]
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    unpriced_calls: int
    model_calls_by_verified: float | None
    cost_usd_by_verified: float | None
    workers: tuple[WorkingProcess, ...]


async def read_stats(store: Database) -> Stats:
    """The sums as they stand now, seen in one moment."""
    async with store.read() as view:
        statuses = await view.jobs.counts_by_status()
        failures = await view.jobs.failures_by_step()
        usage = await view.model_calls.usage()
        problems = await view.yields.problems_by_status()
        reports = await view.yields.rejected_reports()
    workers = await working_processes(store)
    total = sum(statuses.values())
    verified = problems.get(ProblemStatus.VERIFIED, 0)
    cost = None if usage.unpriced_calls else usage.cost_usd
    return Stats(
        jobs=total,
        started=total - statuses.get(JobStatus.PENDING, 0),
        by_status={status.value: count for status, count in sorted(statuses.items())},
        verified=verified,
        rejected=problems.get(ProblemStatus.REJECTED, 0),
        rejected_by_check=_failed_checks(reports),
        failed=statuses.get(JobStatus.FAILED, 0),
        failed_by_step={step or "outside any step": count for step, count in failures.items()},
        model_calls=usage.calls,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_usd=cost,
        unpriced_calls=usage.unpriced_calls,
        model_calls_by_verified=usage.calls / verified if verified else None,
        cost_usd_by_verified=cost / verified if verified and cost is not None else None,
        workers=workers,
    )


def _failed_checks(reports: Sequence[dict[str, Any]]) -> dict[str, int]:
    counts = Counter(
        str(check["name"])
        for report in reports
        for check in report.get("checks", ())
        if check["outcome"] == Outcome.FAILED
    )
    return dict(counts.most_common())
