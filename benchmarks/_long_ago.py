"""The rows that ten thousand real jobs would leave, written at once, and counted."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from problemsmith.generation.steps import STEP_ORDER

FAILED_EVERY = 100
_EVENTS = ("step_started", "attempt_started", "attempt_completed", "step_completed")
_TABLES = (
    "workflow_instances",
    "workflow_instance_events",
    "workflow_instance_messages",
    "workflow_status",
    "workflow_input",
    "workflow_output",
    "operation_outputs",
)


@dataclass(frozen=True)
class Rows:
    """What a database holds: the workflow layer's rows, the jobs and problems, and its size."""

    workflow: int
    kept: int
    megabytes: float
    free_megabytes: float


def rows_of(folder: Path) -> Rows:
    """Count them, when nobody has the file open: all stands in it then."""
    with closing(_opened(folder)) as database:

        def number(query: str) -> int:
            return int(database.execute(query).fetchone()[0])

        page = number("PRAGMA page_size") / 1e6
        return Rows(
            workflow=sum(number(f"SELECT count(*) FROM {table}") for table in _TABLES),
            kept=sum(number(f"SELECT count(*) FROM {table}") for table in ("jobs", "problems")),
            megabytes=number("PRAGMA page_count") * page,
            free_megabytes=number("PRAGMA freelist_count") * page,
        )


def give_histories(folder: Path) -> None:
    """End every instance, one in a hundred as failed, with events and records of all its steps."""
    with closing(_opened(folder)) as database, database:
        found = database.execute("SELECT id, segment FROM workflow_instances").fetchall()
        database.execute("UPDATE workflow_instances SET status = 'complete', ended_at = 1")
        database.executemany(
            "UPDATE workflow_instances SET status = 'errored' WHERE id = ?",
            [(instance_id,) for instance_id, _ in found[::FAILED_EVERY]],
        )
        database.executemany(
            "INSERT INTO workflow_instance_events (instance_id, run, type, step, attempt, time,"
            " data) VALUES (?, 0, ?, ?, ?, ?, ?)",
            (event for instance_id, _ in found for event in _events(instance_id)),
        )
        executions = [f"{instance_id}:{segment}" for instance_id, segment in found]
        database.executemany(
            "INSERT INTO workflow_status (workflow_uuid, status) VALUES (?, 'SUCCESS')",
            [(execution,) for execution in executions],
        )
        for table in ("workflow_input", "workflow_output"):
            database.executemany(
                f"INSERT INTO {table} (workflow_uuid) VALUES (?)",
                [(execution,) for execution in executions],
            )
        database.executemany(
            "INSERT INTO operation_outputs (workflow_uuid, function_id, function_name, output)"
            " VALUES (?, ?, ?, ?)",
            (record for execution in executions for record in _records(execution)),
        )


def _events(instance_id: str) -> Iterator[tuple[str, str, str | None, int | None, float, str]]:
    now = time.time()
    yield instance_id, "workflow_started", None, None, now, "{}"
    for position, step in enumerate(STEP_ORDER, 1):
        for kind in _EVENTS:
            attempt = 1 if kind.startswith("attempt") else None
            yield instance_id, kind, step, attempt, now, json.dumps({"position": position})
    yield instance_id, "workflow_completed", None, None, now, "{}"


def _records(execution: str) -> Iterator[tuple[str, int, str, str]]:
    for position, step in enumerate(STEP_ORDER, 1):
        value = json.dumps({"value": {"testCases": 10}, "start": 0.0, "end": 1.0})
        yield execution, position, f"{step}/1", value


def _opened(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "problemsmith.sqlite", timeout=60)
