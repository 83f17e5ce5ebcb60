"""Jobs that wait for a person: what they wait for, and the command that helps them on."""

from collections.abc import Callable

from problemsmith.store.records import Job, JobStatus

STATES = {JobStatus.PAUSED: "paused", JobStatus.WAITING: "waiting for your review"}
"""What such a job waits for, in words."""


def standing(job: Job) -> str:
    """The job's status, and the command that helps it on, in a line."""
    helpful = commands(job, str)
    if not helpful:
        return job.status.value
    told = "; ".join(f"{what}: {command}" for what, command in helpful)
    return f"{STATES[job.status]}; {told}"


def commands(job: Job, name: Callable[[object], str]) -> list[tuple[str, str]]:
    """What a person can do for a job that waits for one, with ids as `name` writes them."""
    match job.status:
        case JobStatus.PAUSED:
            return [("go on", f"problemsmith jobs resume {name(job.id)}")]
        case JobStatus.WAITING:
            return [
                ("look", f"problemsmith problems show {name(job.problem_id)}"),
                ("approve", f"problemsmith jobs approve {name(job.id)}"),
            ]
        case _:
            return []
