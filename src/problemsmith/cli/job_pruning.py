"""`problemsmith jobs prune`: delete what ended long ago."""

import contextlib
import re
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, say, stderr, stdout

if TYPE_CHECKING:
    from problemsmith.service.retention import Pruned
    from problemsmith.store.records import JobStatus

_AGE = re.compile(r"(\d{1,6})\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def prune(
    older_than: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="how long ago they ended at least: 30d, 12h, 2w, 90m; default:"
            " PROBLEMSMITH_RETENTION_DAYS",
        ),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATUS", help="only these: completed, failed or terminated; repeatable"
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what would go")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete jobs that ended long ago, with their timelines; problems and the ledger stay.

    A job of a named batch keeps its row, so that the batch, run again, makes no problem twice.
    """
    from problemsmith.cli.session import load_settings, opened_application
    from problemsmith.service import retention

    before = _moment(older_than or f"{load_settings().retention_days}d")
    statuses = _statuses(status)

    async def work() -> "Pruned":
        async with opened_application() as app:
            with _told_progress() as tell:
                return await retention.prune(
                    app, before, statuses, dry_run=dry_run, on_progress=tell
                )

    pruned = run_async(work())
    if as_json:
        print_json(
            {
                "dryRun": dry_run,
                "endedBefore": before.isoformat(),
                "jobs": len(pruned.job_ids),
                "byStatus": {name.value: count for name, count in pruned.by_status.items()},
                "keptForBatches": pruned.kept_rows,
                "jobIds": list(pruned.job_ids),
            }
        )
    else:
        _print(pruned, dry_run=dry_run)


def _print(pruned: "Pruned", *, dry_run: bool) -> None:
    from problemsmith.cli.wording import counted

    counts = ", ".join(f"{count} {name}" for name, count in sorted(pruned.by_status.items()))
    verb = "would delete" if dry_run else "deleted"
    number = counted(len(pruned.job_ids), "job")
    stdout().print(f"{verb} {number}" + (f": {counts}" if counts else ""))
    if pruned.kept_rows:
        say(
            f"Of {counted(pruned.kept_rows, 'job')} only the timeline: a batch that is run again"
            " makes no problem twice."
        )


@contextlib.contextmanager
def _told_progress() -> Generator[Callable[[int], None]]:
    """While inside, a line on a terminal says how many are done."""
    console = stderr()
    if not console.is_terminal:
        yield lambda _done: None
        return
    with console.status("looking for old jobs") as line:
        yield lambda done: line.update(f"{done} jobs")


def _moment(age: str) -> datetime:
    from problemsmith.errors import ValidationError

    found = _AGE.fullmatch(age.strip().lower())
    if found is None:
        raise ValidationError(f"--older-than {age}: write a number and s, m, h, d or w, as in 30d")
    try:
        return datetime.now(UTC) - timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    except OverflowError as error:
        raise ValidationError(f"--older-than {age}: nothing is that old") from error


def _statuses(names: list[str] | None) -> "tuple[JobStatus, ...]":
    from problemsmith.errors import ValidationError
    from problemsmith.store.old_jobs import ENDED
    from problemsmith.store.records import JobStatus

    for name in names or ():
        if name not in ENDED:
            raise ValidationError(f"--status {name}: only {', '.join(ENDED)} jobs can go")
    return tuple(JobStatus(name) for name in names) if names else ENDED
