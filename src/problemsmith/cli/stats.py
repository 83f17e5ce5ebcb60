"""`problemsmith stats`: what became of the jobs, what a verified problem cost, and who works."""

from typing import TYPE_CHECKING

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from problemsmith.service.stats import Stats
    from problemsmith.service.working import WorkingProcess


def stats(as_json: AsJson = False) -> None:
    """Show how many jobs gave a verified problem, why the others did not, the cost, who works."""
    from problemsmith.cli.session import opened_store
    from problemsmith.service.stats import read_stats

    async def work() -> "Stats":
        async with opened_store() as store:
            return await read_stats(store)

    found = run_async(work())
    if as_json:
        print_json(found.to_wire())
    else:
        _print(found)


def _print(found: "Stats") -> None:
    from rich.table import Table

    from problemsmith.cli.wording import counted

    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("jobs", str(found.jobs), _counts(found.by_status))
    table.add_row("started", str(found.started))
    table.add_row("verified", str(found.verified), _share(found.verified, found.started))
    table.add_row("rejected", str(found.rejected), _counts(found.rejected_by_check))
    table.add_row("failed", str(found.failed), _counts(found.failed_by_step))
    table.add_row("model calls", str(found.model_calls), _each(found.model_calls_by_verified, ""))
    table.add_row(
        "cost",
        "unknown" if found.cost_usd is None else f"${found.cost_usd:.4f}",
        f"{counted(found.unpriced_calls, 'call')} of unknown price"
        if found.unpriced_calls
        else _each(found.cost_usd_by_verified, "$"),
    )
    jobs, places = (
        sum(getattr(one, of) for one in found.workers) for of in ("jobs", "concurrency")
    )
    at_work = f"{jobs} of {places} jobs" if found.workers else "start one: problemsmith worker"
    table.add_row("workers", str(len(found.workers)), at_work)
    stdout().print(table)
    if found.workers:
        _print_workers(found.workers)


def _print_workers(workers: "Sequence[WorkingProcess]") -> None:
    from problemsmith.cli.rows import Column, print_rows
    from problemsmith.cli.wording import moment

    console = stdout()
    console.print()
    columns = (
        Column("host", cuts=True),
        Column("process", right=True),
        Column("jobs", right=True),
        Column("of", right=True),
        Column("since", rank=1),
        Column("heard of", rank=2),
        Column("version", rank=3),
        Column("worker", rank=4, cuts=True),
    )
    rows = [
        (
            one.host,
            str(one.pid),
            str(one.jobs),
            str(one.concurrency),
            moment(one.started, local=console.is_terminal),
            moment(one.last_beat, local=console.is_terminal) if one.last_beat else "",
            one.version,
            one.id,
        )
        for one in workers
    ]
    print_rows(console, columns, rows)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of those started" if whole else ""


def _each(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{unit}{value:.4f} by verified problem" if unit else f"{value:.1f} by verified problem"
