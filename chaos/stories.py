"""What the events and the records tell: that no step which had returned ran again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from chaos.plan import Plan, System

_EVENTS = sa.text("""
    SELECT instance_id, run, type, step, attempt, data FROM workflow_instance_events
    WHERE type <> 'log' ORDER BY cursor
""")
_RECORDS = sa.text(
    "SELECT workflow_uuid, function_id, function_name, output FROM operation_outputs"
)
_INSTANCES = sa.text("SELECT id, status, segment FROM workflow_instances")


@dataclass
class Stories:
    """What was counted in the stories of all jobs, and what is wrong in them."""

    statuses: Counter[str] = field(default_factory=Counter[str])
    steps: int = 0
    interrupted: int = 0
    """Attempts that a kill or a restart cut off, and that were begun anew."""
    tried_again: int = 0
    """Attempts that failed, such as for want of the database, and were followed by another."""
    overtaken: int = 0
    """Results that came when another worker had taken over, and that count for nothing."""
    ran_again: int = 0
    wrong: list[str] = field(default_factory=list[str])


def read_stories(connection: sa.Connection, plan: Plan) -> Stories:
    """Read every job's story."""
    stories = Stories()
    segments: dict[str, int] = {}
    for instance_id, status, segment in connection.execute(_INSTANCES):
        stories.statuses[status] += 1
        segments[instance_id] = segment
    for status, count in stories.statuses.items():
        if status != "complete":
            stories.wrong.append(f"{count} jobs are {status}, not complete")
    _read_events(connection.execute(_EVENTS), plan, set(segments), stories)
    _read_records(connection.execute(_RECORDS), plan, segments, stories)
    return stories


def _read_events(
    events: Iterable[Sequence[Any]],
    plan: Plan,
    instances: set[str],
    stories: Stories,
) -> None:
    done: Counter[tuple[str, int, str]] = Counter()
    ends: Counter[str] = Counter()
    for instance_id, run, kind, step, _attempt, data in events:
        match kind:
            case "attempt_started":
                stories.interrupted += '"recovered":true' in data
                if done[instance_id, run, step]:
                    stories.ran_again += 1
                    stories.wrong.append(f"job {instance_id}: {step} ran again once it returned")
            case "attempt_errored":
                stories.tried_again += 1
            case "step_completed":
                done[instance_id, run, step] += 1
            case "workflow_completed":
                ends[instance_id] += 1
            case _:
                pass
    stories.steps = sum(done.values())
    for instance_id in sorted(instances):
        stories.wrong += _faults(
            instance_id, [done[instance_id, 0, step] for step in plan.steps], ends[instance_id]
        )


def _faults(instance_id: str, done: Sequence[int], ends: int) -> list[str]:
    faults: list[str] = []
    if set(done) != {1}:
        faults.append(f"job {instance_id}: its steps are told to be done {done} times")
    if ends != 1:
        faults.append(f"job {instance_id} is told to have ended {ends} times")
    return faults


def _read_records(
    records: Iterable[Sequence[Any]],
    plan: Plan,
    segments: dict[str, int],
    stories: Stories,
) -> None:
    """DBOS's own word: each execution of a job has copies of the records of the one before, so at
    one place of a job there is one record, unless a step that had been recorded ran again."""
    outcomes: defaultdict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for execution, position, name, output in records:
        instance_id, _, segment = execution.rpartition(":")
        outcomes[instance_id, position].add((name, output))
        if int(segment) == segments.get(instance_id):
            kept[instance_id].add(name.partition("/")[0])
    for instance_id in segments:
        if missing := set(plan.steps) - kept[instance_id]:
            stories.wrong.append(f"job {instance_id} has no record of {', '.join(sorted(missing))}")
    more = [place for place, found in outcomes.items() if len(found) > 1]
    if plan.system is System.POSTGRESQL and plan.database_restarts:
        # A worker cut off from the database may hand in a result when another has taken over.
        stories.overtaken = len(more)
        return
    for instance_id, position in more:
        stories.ran_again += 1
        stories.wrong.append(f"job {instance_id}: two records of what it did as number {position}")
