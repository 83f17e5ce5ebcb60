"""Waiting is nearly free: real jobs, with a scripted model on loopback that takes its time.

T is how many jobs a second the workers end when the model answers at once: the machine is then the
limit. With N jobs in flight and S seconds of model time each, they should reach 90 % of
min(T, N / S). By default a job stops after `generateProblemText`: one call, and none of the work in
the sandbox, which would hide the waiting behind seconds of CPU.

    python -m benchmarks.waiting [--long]

`--long` adds the remaining loads on PostgreSQL, and whole jobs with their proof.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from benchmarks._closed_loop import Load, Measured, measure
from benchmarks._databases import Fill, PostgresqlDatabases, SqliteFiles, postgresql
from benchmarks._model_server import model_server
from benchmarks._waiting_report import print_fastest, print_load
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.steps import GenerationStep
from problemsmith.service.application import open_application
from problemsmith.service.creation import create_problem
from problemsmith.settings import Settings
from problemsmith.store import upgrade

COMMAND = (sys.executable, "-c", "import sys; from problemsmith.cli import main; sys.exit(main())")
QUICK, SLOW = 2.0, 20.0
"""Seconds of a model call."""

FEW, MANY = 50, 500
"""Jobs in flight."""


@dataclass(frozen=True)
class Kind:
    """Jobs of one length."""

    name: str
    calls: int
    last: GenerationStep | None
    expected: float
    """Jobs a second, roughly: so many are made that the backlog lasts."""


SHORT = Kind("jobs of one model call", 1, GenerationStep.GENERATE_PROBLEM_TEXT, 15)
WHOLE = Kind("whole jobs, with their proof", 5, None, 0.5)


def backlog_of(kind: Kind, count: int, folder: Path) -> Fill:
    """Fills a database with jobs that wait for a worker."""
    request = GenerationRequest(model="openai-chat:any", stop_after_step=kind.last)

    async def fill(url: str) -> None:
        await upgrade(url)
        async with open_application(Settings(data_dir=folder, database_url=url)) as app:
            for _ in range(count):
                await create_problem(app, request, checked=True)

    return lambda url: asyncio.run(fill(url))


def run(kind: Kind, load: Load, call: float, url: str, folder: Path) -> Measured:
    """One load at the workers of one database."""
    with model_server(call) as model:
        env = {
            "OPENAI_BASE_URL": model,
            "PROBLEMSMITH_DATABASE_URL": url,
            "PROBLEMSMITH_DATA_DIR": str(folder),
            "PROBLEMSMITH_PROVIDER_CONCURRENCY": str(load.in_flight),
        }
        return measure(
            load,
            url.replace("postgresql://", "postgresql+psycopg://"),
            lambda taken: (*COMMAND, "worker", "--quiet", "--concurrency", str(taken)),
            env,
            load.generations(kind.expected),
        )


def series(
    kind: Kind,
    workers: int,
    loads: Sequence[tuple[int, float]],
    databases: SqliteFiles | PostgresqlDatabases,
    folder: Path,
) -> None:
    """T, then each load: jobs in flight and seconds of a call."""
    print(f"{kind.name}, {workers} worker{'s' * (workers > 1)}")
    at_once = Load(workers, FEW, 0.0)
    calls = [(Load(workers, count, call * kind.calls), call) for count, call in loads]
    most = max(load.backlog(kind.expected) for load in (at_once, *(load for load, _ in calls)))
    template = databases.template(backlog_of(kind, most, folder))
    fastest = run(kind, at_once, 0.0, databases.copy(template), folder)
    print_fastest(fastest)
    for load, call in calls:
        url = databases.copy(template)
        print_load(
            load,
            fastest.rate,
            lambda load=load, call=call, url=url: run(kind, load, call, url, folder),
        )


def main(arguments: Sequence[str] = ()) -> None:
    """Print each load; one process on SQLite, then two and four on PostgreSQL."""
    every = [(count, call) for call in (QUICK, SLOW) for count in (FEW, MANY)]
    is_long = "--long" in arguments
    with (
        tempfile.TemporaryDirectory() as temporary,
        patch.dict(os.environ, {"PROBLEMSMITH_LOG_LEVEL": "warning"}),
    ):
        folder = Path(temporary)
        print("SQLite")
        series(SHORT, 1, every, SqliteFiles(folder), folder)
        if is_long:
            series(WHOLE, 1, [(FEW, QUICK), (FEW, SLOW)], SqliteFiles(folder), folder)
        try:
            with postgresql() as databases:
                print("PostgreSQL")
                for workers in (2, 4):
                    loads = every if is_long else [(FEW, QUICK), (FEW, SLOW)]
                    series(SHORT, workers, loads, databases, folder)
        except ImportError as error:
            print(f"PostgreSQL cannot be started here: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
